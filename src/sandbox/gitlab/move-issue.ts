import { assertMay, canReadProject, isPlanner } from "./access.ts";
import { badRequest } from "./gitlab-error.ts";
import { closeIssue } from "./issue-change.ts";
import { labelNamed } from "./labels.ts";
import type { Issue, Project, User } from "./model.ts";
import { addSystemNote } from "./system-notes.ts";
import { changesBetween, changesOfCreation, issueSnapshot } from "./webhooks/changes.ts";
import { labelNames, type World } from "./world.ts";

/**
 * Moves an issue: a new one with a new id and iid comes to be in the target (`open` there), labels that the target does not have are lost,
 * and the old one is closed with `moved_to_id`.
 */
export function moveIssue(world: World, from: Project, issue: Issue, actor: User, to: Project): Issue {
  assertMay(isPlanner(from, actor) && canReadProject(to, actor) && isPlanner(to, actor));
  if (from === to) throw badRequest("Cannot move issue to project it originates from!");
  if (issue.movedToId !== null) throw badRequest("Cannot move issue due to insufficient permissions!");

  const now = world.clock();
  to.lastIid += 1;
  const moved: Issue = {
    ...structuredClone(issue),
    id: world.nextId("issue"),
    iid: to.lastIid,
    projectId: to.id,
    labelIds: labelNames(from, issue).flatMap((name) => labelNamed(to, name)?.id ?? []),
    assigneeIds: issue.assigneeIds.filter((id) => to.members.has(id)),
    updatedAt: now,
    notes: structuredClone(issue.notes).map((note) => ({ ...note, id: world.nextId("note") })),
    labelEvents: [],
    stateEvents: [],
  };
  to.issues.push(moved);
  addSystemNote(world, moved, actor, `moved from ${from.path}#${issue.iid}`);
  const changes = changesOfCreation(issueSnapshot(world, to, moved));
  world.events.issue({ issue: moved, actor, action: "open", changes });

  closeIssue(world, from, issue, actor);
  const before = issueSnapshot(world, from, issue);
  Object.assign(issue, { movedToId: moved.id, updatedAt: now, updatedById: actor.id } satisfies Partial<Issue>);
  addSystemNote(world, issue, actor, `moved to ${to.path}#${moved.iid}`);
  world.events.issue({
    issue,
    actor,
    action: "update",
    changes: changesBetween(before, issueSnapshot(world, from, issue)),
  });
  return moved;
}
