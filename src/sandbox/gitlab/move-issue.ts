import { canReadProject, isPlanner } from "./access.ts";
import { badRequest } from "./gitlab-error.ts";
import { closeIssue } from "./issue-state.ts";
import { labelNamed } from "./labels.ts";
import type { Issue, Project, User } from "./model.ts";
import { addSystemNote } from "./system-notes.ts";
import { changesOfCreation, issueSnapshot } from "./webhooks/changes.ts";
import { issueReferenceFrom, labelNames, type World } from "./world.ts";

export function canMoveIssue(from: Project, issue: Issue, user: User, to: Project): boolean {
  return issue.movedToId === null && isPlanner(from, user) && canReadProject(to, user) && isPlanner(to, user);
}

/**
 * Moves an issue: a new one with a new id and iid comes to be in the target, in the name of its author and with its
 * comments, their authors and times, and its links; labels that the target does not have are lost. The old one is closed
 * with `moved_to_id`. Told are the `close` of the one and the `open` of the other, nothing else
 * (app/services/work_items/data_sync/move_service.rb).
 */
export function moveIssue(world: World, from: Project, issue: Issue, actor: User, to: Project): Issue {
  if (!canMoveIssue(from, issue, actor, to)) throw badRequest("Cannot move issue due to insufficient permissions!");
  if (from === to) throw badRequest("Cannot move issue to project it originates from!");

  const moved = copyOf(world, from, issue, to);
  issue.movedToId = moved.id;
  world.links = world.links.map((link) => ({
    ...link,
    sourceId: link.sourceId === issue.id ? moved.id : link.sourceId,
    targetId: link.targetId === issue.id ? moved.id : link.targetId,
  }));
  addSystemNote(world, moved, actor, `moved from ${issueReferenceFrom(world, moved, issue)}`);
  addSystemNote(world, issue, actor, `moved to ${issueReferenceFrom(world, issue, moved)}`);
  closeIssue(world, from, issue, actor);
  const changes = changesOfCreation(issueSnapshot(world, to, moved));
  world.events.issue({ issue: moved, actor, action: "open", changes });
  return moved;
}

function copyOf(world: World, from: Project, issue: Issue, to: Project): Issue {
  const { notes, labelEvents, stateEvents, ...rest } = structuredClone(issue);
  to.lastIid += 1;
  const copy: Issue = {
    ...rest,
    id: world.nextId("issue"),
    iid: to.lastIid,
    projectId: to.id,
    labelIds: labelNames(from, issue).flatMap((name) => labelNamed(to, name)?.id ?? []),
    assigneeIds: issue.assigneeIds.filter((id) => to.members.has(id)),
    notes: notes.map((note) => ({ ...note, id: world.nextId("note") })),
    labelEvents: labelEvents.map((event) => ({ ...event, id: world.nextId("label event") })),
    stateEvents: stateEvents.map((event) => ({ ...event, id: world.nextId("state event") })),
  };
  to.issues.push(copy);
  return copy;
}
