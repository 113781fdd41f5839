import { canComment, canReadProject, canReopenIssue, canUpdateIssue, isPlanner } from "../access.ts";
import { linkBetween } from "../links.ts";
import type { Issue, LinkType, Project, User } from "../model.ts";
import { canMoveIssue } from "../move-issue.ts";
import { canPromoteToEpic } from "../promote.ts";
import { projectOf, type World } from "../world.ts";
import type { QuickAction } from "./extract.ts";
import { issueReference, labelReferences, userReferences } from "./references.ts";

/** What quick actions ask for, in the terms of an issue update. */
export interface Commands {
  addLabelIds: number[];
  removeLabelIds: number[];
  /** `/relabel` and bare `/unlabel` start from this set. */
  labelIds?: number[];
  assigneeIds?: number[];
  stateEvent?: "close" | "reopen";
  confidential?: boolean;
  discussionLocked?: boolean;
  title?: string;
  dueDate?: string | null;
  weight?: number | null;
  award?: string;
  duplicateOf?: Issue;
  relateTo?: { target: Issue; type: LinkType };
  unrelateFrom?: Issue;
  internalNote?: boolean;
  issueType?: string;
  moveTo?: Project;
  promoteToEpic?: true;
}

export interface Interpretation {
  commands: Commands;
  /** One sentence per action, as the person sees them. */
  messages: string[];
}

export interface Scene {
  world: World;
  project: Project;
  issue: Issue;
  actor: User;
  /** New issue, edited description, or comment: some actions exist in one of them only. */
  place: "creation" | "edit" | "comment";
}

/** Reads quick actions with the rights of the person. A known action that this person may not run is lost, with a sentence saying so. */
export function interpretQuickActions(scene: Scene, actions: readonly QuickAction[]): Interpretation {
  const commands: Commands = { addLabelIds: [], removeLabelIds: [] };
  const messages = actions.map(({ name, argument }) => {
    const run = runners[name];
    const message = run?.(scene, argument, commands);
    return message ?? `Could not apply ${name} command.`;
  });
  return { commands, messages };
}

/** True where something is to be changed, not only said. */
export function hasEffect(commands: Commands): boolean {
  const { addLabelIds, removeLabelIds, ...rest } = commands;
  return addLabelIds.length > 0 || removeLabelIds.length > 0 || Object.keys(rest).length > 0;
}

/** Answers with what was done, or undefined where the action cannot be applied. */
type Runner = (scene: Scene, argument: string, commands: Commands) => string | undefined;

const runners: Record<string, Runner> = {
  label(scene, argument, commands) {
    if (!maySetMetadata(scene)) return undefined;
    const labels = labelReferences(scene.project, argument);
    commands.addLabelIds.push(...labels.map(({ id }) => id));
    return labels.length === 0 ? undefined : `Added ${named(labels)} ${labels.length === 1 ? "label" : "labels"}.`;
  },
  unlabel(scene, argument, commands) {
    if (!maySetMetadata(scene)) return undefined;
    if (argument === "") {
      commands.labelIds = [];
      return "Removed all labels.";
    }
    const labels = labelReferences(scene.project, argument);
    commands.removeLabelIds.push(...labels.map(({ id }) => id));
    return labels.length === 0 ? undefined : `Removed ${named(labels)} ${labels.length === 1 ? "label" : "labels"}.`;
  },
  relabel(scene, argument, commands) {
    if (!maySetMetadata(scene)) return undefined;
    const labels = labelReferences(scene.project, argument);
    if (labels.length === 0) return undefined;
    commands.labelIds = labels.map(({ id }) => id);
    return `Replaced all labels with ${named(labels)} ${labels.length === 1 ? "label" : "labels"}.`;
  },
  assign(scene, argument, commands) {
    const kept = scene.world.tier === "premium" ? (commands.assigneeIds ?? scene.issue.assigneeIds) : [];
    return assign(scene, argument, commands, kept);
  },
  reassign(scene, argument, commands) {
    return assign(scene, argument, commands, []);
  },
  unassign(scene, argument, commands) {
    if (!maySetMetadata(scene) || scene.issue.assigneeIds.length === 0) return undefined;
    const gone = userReferences(scene.world, scene.actor, argument).map(({ id }) => id);
    // Several assignees are a Premium matter: on Free the argument is not looked at.
    const all = argument === "" || scene.world.tier === "free";
    commands.assigneeIds = all ? [] : scene.issue.assigneeIds.filter((id) => !gone.includes(id));
    return all ? "Removed all assignees." : `Removed ${argument}.`;
  },
  close(scene, _argument, commands) {
    if (scene.place === "creation" || scene.issue.state === "closed" || !mayUpdate(scene)) return undefined;
    commands.stateEvent = "close";
    return "Closed this issue.";
  },
  reopen(scene, _argument, commands) {
    const { place, project, issue, actor } = scene;
    if (place === "creation" || issue.state === "opened" || !canReopenIssue(project, issue, actor)) return undefined;
    commands.stateEvent = "reopen";
    return "Reopened this issue.";
  },
  confidential(scene, _argument, commands) {
    if (scene.issue.confidential || !(scene.place === "creation" || maySetMetadata(scene))) return undefined;
    commands.confidential = true;
    return "Made this issue confidential.";
  },
  title(scene, argument, commands) {
    if (argument === "" || scene.place === "creation" || !mayUpdate(scene)) return undefined;
    commands.title = argument;
    return `Changed the title to "${argument}".`;
  },
  due(scene, argument, commands) {
    if (!maySetMetadata(scene)) return undefined;
    const date = /\d{4}-\d{2}-\d{2}/.exec(argument)?.[0];
    if (date === undefined) return "Failed to set due date because the date format is invalid.";
    commands.dueDate = date;
    return `Set the due date to ${date}.`;
  },
  remove_due_date(scene, _argument, commands) {
    if (!maySetMetadata(scene) || scene.issue.dueDate === null) return undefined;
    commands.dueDate = null;
    return "Removed the due date.";
  },
  weight(scene, argument, commands) {
    if (scene.world.tier === "free" || !maySetMetadata(scene) || !/^\d+$/.test(argument)) return undefined;
    commands.weight = Number(argument);
    return `Set weight to ${argument}.`;
  },
  clear_weight(scene, _argument, commands) {
    if (scene.world.tier === "free" || !maySetMetadata(scene) || scene.issue.weight === null) return undefined;
    commands.weight = null;
    return "Cleared weight.";
  },
  lock(scene, _argument, commands) {
    if (scene.issue.discussionLocked === true || !maySetMetadata(scene)) return undefined;
    commands.discussionLocked = true;
    return "Locked the discussion.";
  },
  unlock(scene, _argument, commands) {
    if (scene.issue.discussionLocked !== true || !maySetMetadata(scene)) return undefined;
    commands.discussionLocked = false;
    return "Unlocked the discussion.";
  },
  react(scene, argument, commands) {
    const emoji = /^:?([\w+-]+):?$/.exec(argument)?.[1];
    if (emoji === undefined || !canComment(scene.project, scene.issue, scene.actor)) return undefined;
    commands.award = emoji;
    return `Toggled :${emoji}: emoji reaction.`;
  },
  duplicate(scene, argument, commands) {
    const original = issueReference(scene.world, scene.project, argument);
    if (scene.place === "creation" || !maySetMetadata(scene)) return undefined;
    const failed = "Failed to mark this issue as a duplicate";
    if (!original) return `${failed} because referenced issue was not found.`;
    if (original === scene.issue) return `${failed} because it cannot be a duplicate of itself.`;
    if (!mayCommentOn(scene, original)) return `${failed} because you do not have the rights.`;
    commands.duplicateOf = original;
    return `Closed this issue. Marked as related to, and a duplicate of, ${argument}.`;
  },
  relate(scene, argument, commands) {
    return relate(scene, argument, commands, "relates_to")
      ? `Added ${argument} as a linked item related to this issue.`
      : undefined;
  },
  blocks(scene, argument, commands) {
    return relate(scene, argument, commands, "blocks")
      ? `Added ${argument} as a linked item blocked by this issue.`
      : undefined;
  },
  blocked_by(scene, argument, commands) {
    return relate(scene, argument, commands, "is_blocked_by")
      ? `Added ${argument} as a linked item blocking this issue.`
      : undefined;
  },
  unlink(scene, argument, commands) {
    const other = issueReference(scene.world, scene.project, argument);
    if (scene.place === "creation" || !maySetMetadata(scene)) return undefined;
    if (!other || !linkBetween(scene.world, scene.issue, other))
      return "No linked issue matches the provided parameter.";
    commands.unrelateFrom = other;
    return `Removed linked item ${argument}.`;
  },
  move(scene, argument, commands) {
    if (scene.place === "creation" || !maySetMetadata(scene) || scene.issue.movedToId !== null) return undefined;
    const path = argument.trim().toLowerCase();
    const target = scene.world.projects.find((project) => project.path.toLowerCase() === path);
    if (!target || !canReadProject(target, scene.actor))
      return "Unable to move. Target project or group doesn't exist or doesn't support this item type.";
    if (!canMoveIssue(scene.project, scene.issue, scene.actor, target))
      return "Unable to move. Insufficient permissions.";
    if (target !== scene.project) commands.moveTo = target;
    return `Moved this item to ${argument}.`;
  },
  promote_to(scene, argument, commands) {
    const type = argument.trim().toLowerCase();
    if (type === "incident") return promoteToIncident(scene, commands);
    const { world, project, issue, actor } = scene;
    if (type !== "epic" || scene.place === "creation" || !canPromoteToEpic(world, project, issue, actor))
      return undefined;
    commands.promoteToEpic = true;
    return "Promoted successfully.";
  },
  promote_to_incident: (scene, _argument, commands) => promoteToIncident(scene, commands),
  internal_note(scene, _argument, commands) {
    if (scene.place !== "comment" || !isPlanner(scene.project, scene.actor)) return undefined;
    commands.internalNote = true;
    return "Made this comment internal.";
  },
  // About the person's own list: nothing of it is kept here.
  subscribe: () => "Subscribed to notifications.",
  unsubscribe: () => "Unsubscribed from notifications.",
  todo: () => "Added a to-do item.",
  done: () => "Marked to-do item as done.",
};

function assign(scene: Scene, argument: string, commands: Commands, kept: readonly number[]): string | undefined {
  if (!maySetMetadata(scene)) return undefined;
  const users = userReferences(scene.world, scene.actor, argument || "me");
  if (users.length === 0) return "Failed to assign a user because no user was found.";
  commands.assigneeIds = [...new Set([...kept, ...users.map(({ id }) => id)])];
  return `Assigned ${users.map(({ username }) => `@${username}`).join(" and ")}.`;
}

function promoteToIncident(scene: Scene, commands: Commands): string | undefined {
  if (scene.issue.issueType === "incident" || !maySetMetadata(scene)) return undefined;
  commands.issueType = "incident";
  return "Issue has been promoted to incident";
}

/** False where the link cannot be made; blocking links are a Premium matter. */
function relate(scene: Scene, argument: string, commands: Commands, type: LinkType): boolean {
  const target = issueReference(scene.world, scene.project, argument);
  if (!target || !maySetMetadata(scene) || (type !== "relates_to" && scene.world.tier === "free")) return false;
  commands.relateTo = { target, type };
  return true;
}

function maySetMetadata({ project, actor }: Scene): boolean {
  return isPlanner(project, actor);
}

function mayCommentOn({ world, actor }: Scene, issue: Issue): boolean {
  return canComment(projectOf(world, issue.projectId), issue, actor);
}

function mayUpdate({ project, issue, actor }: Scene): boolean {
  return canUpdateIssue(project, issue, actor);
}

function named(labels: readonly { name: string }[]): string {
  return labels.map(({ name }) => `~"${name}"`).join(" ");
}
