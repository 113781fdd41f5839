import { canReopenIssue } from "./access.ts";
import type { Issue, Project, StateEvent, User } from "./model.ts";
import { changesBetween, issueSnapshot } from "./webhooks/changes.ts";
import type { World } from "./world.ts";

/**
 * Closes an issue: one event `close`, and one resource state event, which the page shows as "closed". GitLab writes no note
 * of it (app/services/system_notes/issuables_service.rb, `change_status`). One that is closed already stays as it is.
 */
export function closeIssue(
  world: World,
  project: Project,
  issue: Issue,
  actor: User,
  source: StateEvent["source"] = null,
): void {
  if (issue.state === "closed") return;
  const before = issueSnapshot(world, project, issue);
  const now = world.clock();
  Object.assign(issue, {
    state: "closed",
    closedAt: now,
    closedById: actor.id,
    updatedAt: now,
  } satisfies Partial<Issue>);
  tell(world, issue, actor, "closed", source);
  const changes = changesBetween(before, issueSnapshot(world, project, issue));
  world.events.issue({ issue, actor, action: "close", changes });
}

/**
 * Reopens an issue: one event. Why it was closed is forgotten: what it was moved to, a duplicate of, or promoted to
 * (app/models/issue.rb, `clear_closure_reason_references`). Where the discussion is locked nobody may, and GitLab leaves it
 * as it is without a word (app/policies/issue_policy.rb).
 */
export function reopenIssue(world: World, project: Project, issue: Issue, actor: User): void {
  if (issue.state === "opened" || !canReopenIssue(project, issue, actor)) return;
  const before = issueSnapshot(world, project, issue);
  Object.assign(issue, {
    state: "opened",
    closedAt: null,
    closedById: null,
    movedToId: null,
    duplicatedToId: null,
    promotedToEpic: null,
    updatedAt: world.clock(),
  } satisfies Partial<Issue>);
  tell(world, issue, actor, "reopened", null);
  const changes = changesBetween(before, issueSnapshot(world, project, issue));
  world.events.issue({ issue, actor, action: "reopen", changes });
}

function tell(world: World, issue: Issue, actor: User, state: StateEvent["state"], source: StateEvent["source"]): void {
  const id = world.nextId("state event");
  issue.stateEvents.push({ id, userId: actor.id, state, source, createdAt: world.clock() });
}
