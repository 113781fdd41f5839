import { assertMay, assertReadable, canDeleteIssue, canReadProject, canUpdateIssue, isMaintainer } from "./access.ts";
import { assign, changedAssigneeIds } from "./assignees.ts";
import { badRequest, notFound } from "./gitlab-error.ts";
import { applySideEffects, changeIssue, type IssueChange, mergeCommands, withoutMetadata } from "./issue-change.ts";
import { applyLabels, changedLabelIds, knownLabelIds, labelIdsFor } from "./labels.ts";
import type { Issue, Project, User } from "./model.ts";
import { extractQuickActions } from "./quick-actions/extract.ts";
import { interpretQuickActions } from "./quick-actions/interpret.ts";
import { changesOfCreation, issueSnapshot } from "./webhooks/changes.ts";
import type { World } from "./world.ts";

const longestTitle = 255;
const longestDescription = 1_048_576;

/** What a client of the API can send for an issue; labels by name. */
export interface IssueInput extends Omit<IssueChange, "labels" | "duplicateOf"> {
  labels?: readonly string[] | undefined;
  addLabels?: readonly string[] | undefined;
  removeLabels?: readonly string[] | undefined;
}

/** Opens an issue. Quick actions in the description run with the author's rights; `changes` of the event has no labels or assignees. */
export function createIssue(
  world: World,
  project: Project,
  author: User,
  input: IssueInput & { title: string; createdAt?: number | undefined },
): Issue {
  if (!canReadProject(project, author)) throw notFound("Project");
  validate(input);

  const createdAt = isMaintainer(project, author) ? (input.createdAt ?? world.clock()) : world.clock();
  const issue = emptyIssue(world, project, author, createdAt);
  const description = extractQuickActions(input.description ?? "");
  const { commands } = interpretQuickActions(
    { world, project, issue, actor: author, place: "creation" },
    description.actions,
  );
  const asked = mergeCommands(namesToIds(world, project, author, input), commands);
  const change = withoutMetadata(project, author, asked);

  Object.assign(issue, {
    title: asked.title ?? input.title,
    description: description.text === "" ? null : description.text,
    // Anybody who may open an issue may open a confidential one.
    confidential: asked.confidential ?? false,
    issueType: change.issueType ?? "issue",
    dueDate: change.dueDate ?? null,
    weight: world.tier === "premium" ? (change.weight ?? null) : null,
  } satisfies Partial<Issue>);
  project.lastIid += 1;
  issue.iid = project.lastIid;
  project.issues.push(issue);

  if (change.labels) applyLabels(world, issue, author, changedLabelIds(world, project, issue, change.labels));
  if (change.assigneeIds) assign(world, issue, author, changedAssigneeIds(world, project, issue, change.assigneeIds));
  applySideEffects(world, issue, author, commands);
  const changes = changesOfCreation(issueSnapshot(world, project, issue));
  world.events.issue({ issue, actor: author, action: "open", changes });
  return issue;
}

/** Changes an issue as `PUT` does: what the person may not set is dropped, new quick actions of the description run. */
export function updateIssue(world: World, project: Project, issue: Issue, actor: User, input: IssueInput): void {
  assertReadable(project, issue, actor);
  assertMay(canUpdateIssue(project, issue, actor));
  validate(input);

  const given = withoutMetadata(project, actor, namesToIds(world, project, actor, input));
  if (typeof given.description !== "string") {
    changeIssue(world, project, issue, actor, given);
    return;
  }
  const description = extractQuickActions(given.description);
  const { commands } = interpretQuickActions({ world, project, issue, actor, place: "edit" }, description.actions);
  const change = mergeCommands({ ...given, description: description.text === "" ? null : description.text }, commands);
  changeIssue(world, project, issue, actor, change);
  applySideEffects(world, issue, actor, commands);
}

/** Deletes for good. No webhook tells of it; a later read answers 404. */
export function deleteIssue(world: World, project: Project, issue: Issue, actor: User): void {
  assertReadable(project, issue, actor);
  assertMay(canDeleteIssue(project, issue, actor));
  project.issues = project.issues.filter((other) => other.id !== issue.id);
  world.links = world.links.filter(({ sourceId, targetId }) => sourceId !== issue.id && targetId !== issue.id);
}

function namesToIds(world: World, project: Project, actor: User, input: IssueInput): IssueChange {
  const { labels, addLabels, removeLabels, ...change } = input;
  if (labels === undefined && addLabels === undefined && removeLabels === undefined) return change;
  const ids = (names: readonly string[] | undefined) => names && labelIdsFor(world, project, actor, names);
  return {
    ...change,
    labels: { set: ids(labels), add: ids(addLabels), remove: removeLabels && knownLabelIds(project, removeLabels) },
  };
}

function validate({ title, description }: IssueInput): void {
  if (title !== undefined && title.trim() === "") throw badRequest({ title: ["can't be blank"] });
  if (title !== undefined && title.length > longestTitle) {
    throw badRequest({ title: [`is too long (maximum is ${longestTitle} characters)`] });
  }
  if (typeof description === "string" && description.length > longestDescription) {
    throw badRequest({ description: [`is too long (maximum is ${longestDescription} characters)`] });
  }
}

function emptyIssue(world: World, project: Project, author: User, createdAt: number): Issue {
  return {
    id: world.nextId("issue"),
    iid: 0,
    projectId: project.id,
    title: "",
    description: null,
    state: "opened",
    issueType: "issue",
    confidential: false,
    discussionLocked: null,
    authorId: author.id,
    assigneeIds: [],
    labelIds: [],
    dueDate: null,
    weight: null,
    createdAt,
    updatedAt: createdAt,
    updatedById: null,
    lastEditedAt: null,
    lastEditedById: null,
    closedAt: null,
    closedById: null,
    movedToId: null,
    duplicatedToId: null,
    promotedToEpic: null,
    notes: [],
    awards: [],
    labelEvents: [],
    stateEvents: [],
  };
}
