import { canReadIssue, isPlanner } from "./access.ts";
import { closeIssue } from "./issue-state.ts";
import type { Issue, Project, User } from "./model.ts";
import { addSystemNote } from "./system-notes.ts";
import type { World } from "./world.ts";

/** Epics are a Premium matter, and of groups: a project of a person's own has none. */
export function canPromoteToEpic(world: World, project: Project, issue: Issue, user: User): boolean {
  const inGroup = project.path.includes("/");
  const allowed = canReadIssue(project, issue, user) && isPlanner(project, user);
  return world.tier === "premium" && inGroup && allowed && issue.promotedToEpic === null;
}

/**
 * Promotes an issue to an epic of its group: the issue is closed, with a note of where it went. Webhooks and the REST API
 * tell of nothing but the close. The epic itself is not kept here.
 */
export function promoteToEpic(world: World, project: Project, issue: Issue, actor: User): void {
  const group = project.path.split("/").slice(0, -1).join("/");
  issue.promotedToEpic = world.nextId(`epic of ${group}`);
  addSystemNote(world, issue, actor, `promoted to epic &${issue.promotedToEpic}`);
  closeIssue(world, project, issue, actor);
}
