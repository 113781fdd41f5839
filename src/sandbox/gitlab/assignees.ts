import { canReadIssue } from "./access.ts";
import type { Issue, Project, User } from "./model.ts";
import { addSystemNote, sentence } from "./system-notes.ts";
import { userById, type World } from "./world.ts";

const mostAssignees = 200;

/**
 * The assignees after `assignee_ids`. Free looks at the first id only. Ids of people who are no members are dropped without a word,
 * and when nobody is left the assignees stay as they are; `[]` and `[0]` take everybody off.
 */
export function changedAssigneeIds(world: World, project: Project, issue: Issue, ids: readonly number[]): number[] {
  if (ids.length === 0 || (ids.length === 1 && ids[0] === 0)) return [];

  const considered = world.tier === "free" ? ids.slice(0, 1) : ids.slice(0, mostAssignees);
  const allowed = [...new Set(considered)].filter((id) => isAssignable(world, project, issue, id));
  return allowed.length > 0 ? allowed : [...issue.assigneeIds];
}

/** Sets the assignees and writes GitLab's note of who came and who went. */
export function assign(world: World, issue: Issue, actor: User, ids: readonly number[]): void {
  const mentions = (some: readonly number[]) => sentence.format(some.map((id) => `@${userById(world, id).username}`));
  const come = ids.filter((id) => !issue.assigneeIds.includes(id));
  const gone = issue.assigneeIds.filter((id) => !ids.includes(id));
  issue.assigneeIds = [...ids];
  const parts = [
    ...(come.length > 0 ? [`assigned to ${mentions(come)}`] : []),
    ...(gone.length > 0 ? [`unassigned ${mentions(gone)}`] : []),
  ];
  if (parts.length > 0) addSystemNote(world, issue, actor, parts.join(" and "));
}

function isAssignable(world: World, project: Project, issue: Issue, userId: number): boolean {
  if (!project.members.has(userId)) return false;
  // Whoever is assigned may see a confidential issue, so only the right to the project counts.
  return canReadIssue(project, { ...issue, confidential: false }, userById(world, userId));
}
