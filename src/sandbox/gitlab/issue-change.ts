import { isPlanner } from "./access.ts";
import { assign, changedAssigneeIds } from "./assignees.ts";
import { toggleAward } from "./awards.ts";
import { closeIssue, reopenIssue } from "./issue-state.ts";
import { applyLabels, changedLabelIds, type LabelChange } from "./labels.ts";
import { linkBetween, linkIssues, unlinkIssues } from "./links.ts";
import type { Issue, Project, User } from "./model.ts";
import { moveIssue } from "./move-issue.ts";
import { promoteToEpic } from "./promote.ts";
import type { Commands } from "./quick-actions/interpret.ts";
import { addSystemNote } from "./system-notes.ts";
import { descriptionNotes } from "./task-lists.ts";
import { changesBetween, type IssueSnapshot, issueSnapshot } from "./webhooks/changes.ts";
import { issueReferenceFrom, projectOf, type World } from "./world.ts";

/** A change of an issue, quick actions already merged into it. */
export interface IssueChange {
  title?: string | undefined;
  description?: string | null | undefined;
  labels?: LabelChange | undefined;
  assigneeIds?: readonly number[] | undefined;
  confidential?: boolean | undefined;
  discussionLocked?: boolean | undefined;
  stateEvent?: "close" | "reopen" | undefined;
  dueDate?: string | null | undefined;
  weight?: number | null | undefined;
  issueType?: string | undefined;
  duplicateOf?: Issue | undefined;
}

/** The part of a change that quick actions ask for, over what the caller asked for. */
export function mergeCommands(change: IssueChange, commands: Commands): IssueChange {
  const {
    addLabelIds,
    removeLabelIds,
    labelIds,
    award: _award,
    relateTo: _relateTo,
    unrelateFrom: _unrelateFrom,
    internalNote: _note,
    moveTo: _moveTo,
    promoteToEpic: _promote,
    ...rest
  } = commands;
  const touchesLabels = labelIds !== undefined || addLabelIds.length > 0 || removeLabelIds.length > 0;
  if (!touchesLabels) return { ...change, ...rest, ...(rest.duplicateOf ? { stateEvent: "close" } : {}) };

  const labels: LabelChange = {
    set: labelIds ?? change.labels?.set,
    add: [...(change.labels?.add ?? []), ...addLabelIds],
    remove: [...(change.labels?.remove ?? []), ...removeLabelIds],
  };
  return { ...change, ...rest, labels, ...(rest.duplicateOf ? { stateEvent: "close" } : {}) };
}

/** What else quick actions ask for and what is no change of the issue's fields; a move comes last, and takes all of it along. */
export function applySideEffects(world: World, issue: Issue, actor: User, commands: Commands): void {
  if (commands.award !== undefined) toggleAward(world, issue.awards, actor, commands.award);
  const { duplicateOf, unrelateFrom, relateTo = duplicateOf && { target: duplicateOf, type: "relates_to" } } = commands;
  if (relateTo && !linkBetween(world, issue, relateTo.target)) linkIssues(world, actor, { source: issue, ...relateTo });
  const gone = unrelateFrom && linkBetween(world, issue, unrelateFrom);
  if (gone) unlinkIssues(world, actor, gone);
  const project = projectOf(world, issue.projectId);
  if (commands.promoteToEpic) promoteToEpic(world, project, issue, actor);
  if (commands.moveTo) moveIssue(world, project, issue, actor, commands.moveTo);
}

/** Labels, assignees, confidentiality and the like are for Planners and up: for others they are dropped without a word. */
export function withoutMetadata(project: Project, actor: User, change: IssueChange): IssueChange {
  if (isPlanner(project, actor)) return change;
  const { title, description, stateEvent, issueType, duplicateOf } = change;
  return { title, description, stateEvent, issueType, duplicateOf };
}

/**
 * Changes an issue and tells webhooks. A state change by API or quick action gives two events: `close` or `reopen` of its own,
 * then an `update` that reports the same change again. `update` comes even when nothing changed, with empty `changes`.
 */
export function changeIssue(world: World, project: Project, issue: Issue, actor: User, change: IssueChange): void {
  const before = issueSnapshot(world, project, issue);
  if (change.stateEvent === "close") closeIssue(world, project, issue, actor);
  if (change.stateEvent === "reopen") reopenIssue(world, project, issue, actor);

  applyFields(world, project, issue, actor, change);
  stamp(world, project, issue, actor, before);
  world.events.issue({
    issue,
    actor,
    action: "update",
    changes: changesBetween(before, issueSnapshot(world, project, issue)),
  });
}

function applyFields(world: World, project: Project, issue: Issue, actor: User, change: IssueChange): void {
  const say = (body: string) => addSystemNote(world, issue, actor, body);

  if (change.labels) applyLabels(world, issue, actor, changedLabelIds(world, project, issue, change.labels));
  if (change.assigneeIds) assign(world, issue, actor, changedAssigneeIds(world, project, issue, change.assigneeIds));
  if (change.title !== undefined && change.title !== issue.title) {
    say(`changed title from **${issue.title}** to **${change.title}**`);
    issue.title = change.title;
  }
  if (change.description !== undefined && change.description !== issue.description) {
    const notes = descriptionNotes(issue.description, change.description);
    issue.description = change.description;
    Object.assign(issue, { lastEditedAt: world.clock(), lastEditedById: actor.id } satisfies Partial<Issue>);
    for (const note of notes) say(note);
  }
  if (change.confidential !== undefined && change.confidential !== issue.confidential) {
    issue.confidential = change.confidential;
    say(change.confidential ? "made the issue confidential" : "made the issue visible to everyone");
  }
  if (change.discussionLocked !== undefined && change.discussionLocked !== (issue.discussionLocked ?? false)) {
    issue.discussionLocked = change.discussionLocked;
    say(`${change.discussionLocked ? "locked" : "unlocked"} the discussion in this issue`);
  }
  if (change.dueDate !== undefined && change.dueDate !== issue.dueDate) {
    issue.dueDate = change.dueDate;
    say(change.dueDate === null ? "removed due date" : `changed due date to ${change.dueDate}`);
  }
  if (change.weight !== undefined && world.tier === "premium") issue.weight = change.weight;
  if (change.issueType !== undefined && change.issueType !== issue.issueType) {
    say(`changed type from ${issue.issueType} to ${change.issueType}`);
    issue.issueType = change.issueType;
  }
  if (change.duplicateOf) {
    issue.duplicatedToId = change.duplicateOf.id;
    say(`marked this issue as a duplicate of ${issueReferenceFrom(world, issue, change.duplicateOf)}`);
    const duplicate = issueReferenceFrom(world, change.duplicateOf, issue);
    addSystemNote(world, change.duplicateOf, actor, `marked ${duplicate} as a duplicate of this issue`);
  }
}

function stamp(world: World, project: Project, issue: Issue, actor: User, before: IssueSnapshot): void {
  const changes = changesBetween(before, issueSnapshot(world, project, issue));
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = world.clock();
  issue.updatedById = actor.id;
}
