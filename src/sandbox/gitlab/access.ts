import { forbidden, notFound } from "./gitlab-error.ts";
import { accessLevels, type Issue, type Note, type Project, type User } from "./model.ts";

/**
 * Who may do what. Planner (15) and up set labels, assign, see confidential issues and write internal notes;
 * Guests open issues, comment and change their own; Maintainers keep hooks, other people's comments and the protected branch
 * (GitLab's permissions page).
 */
export function accessLevel(project: Project, user: User): number {
  return project.members.get(user.id) ?? 0;
}

function atLeast(project: Project, user: User, level: number): boolean {
  return accessLevel(project, user) >= level;
}

export function canReadProject(project: Project, user: User): boolean {
  return project.visibility !== "private" || atLeast(project, user, accessLevels.guest);
}

export function canReadIssue(project: Project, issue: Issue, user: User): boolean {
  if (!canReadProject(project, user)) return false;
  return !issue.confidential || isPlanner(project, user) || isAuthorOrAssignee(issue, user);
}

export function isPlanner(project: Project, user: User): boolean {
  return atLeast(project, user, accessLevels.planner);
}

export function isDeveloper(project: Project, user: User): boolean {
  return atLeast(project, user, accessLevels.developer);
}

export function isMaintainer(project: Project, user: User): boolean {
  return atLeast(project, user, accessLevels.maintainer);
}

function isAuthorOrAssignee(issue: Issue, user: User): boolean {
  return issue.authorId === user.id || issue.assigneeIds.includes(user.id);
}

/**
 * Title, description, closing: Planner and up, and the issue's author and assignees whatever their role. An incident is for
 * Reporter and up (app/policies/issue_policy.rb, app/policies/issuable_policy.rb).
 */
export function canUpdateIssue(project: Project, issue: Issue, user: User): boolean {
  if (!canReadIssue(project, issue, user)) return false;
  if (issue.issueType === "incident") return atLeast(project, user, accessLevels.reporter);
  return isPlanner(project, user) || isAuthorOrAssignee(issue, user);
}

/** Nobody reopens an issue whose discussion is locked. */
export function canReopenIssue(project: Project, issue: Issue, user: User): boolean {
  return issue.discussionLocked !== true && canUpdateIssue(project, issue, user);
}

/** A locked discussion is open to members only. */
export function canComment(project: Project, issue: Issue, user: User): boolean {
  if (!canReadIssue(project, issue, user)) return false;
  return issue.discussionLocked !== true || atLeast(project, user, accessLevels.guest);
}

/** Owners, and Planners unless it is an incident. */
export function canDeleteIssue(project: Project, issue: Issue, user: User): boolean {
  const level = accessLevel(project, user);
  if (issue.issueType === "incident") return level >= accessLevels.owner;
  return level >= accessLevels.owner || level === accessLevels.planner;
}

export function canReadNote(project: Project, note: Note, user: User): boolean {
  return !note.internal || isPlanner(project, user) || note.authorId === user.id;
}

export function canEditNote(project: Project, note: Note, user: User): boolean {
  return !note.system && (note.authorId === user.id || isMaintainer(project, user));
}

export function canWriteWiki(project: Project, user: User): boolean {
  return isDeveloper(project, user) || accessLevel(project, user) === accessLevels.planner;
}

/** Throws 404 for what the user may not know of. */
export function assertReadable(project: Project, issue: Issue, user: User): void {
  if (!canReadProject(project, user)) throw notFound("Project");
  if (!canReadIssue(project, issue, user)) throw notFound();
}

/** Throws 403 where a right is missing on something that the user may see. */
export function assertMay(allowed: boolean, reason?: string): void {
  if (!allowed) throw forbidden(reason);
}
