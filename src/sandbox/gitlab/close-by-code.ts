import { canUpdateIssue } from "./access.ts";
import { notFound } from "./gitlab-error.ts";
import { closeIssue } from "./issue-state.ts";
import type { Commit, Issue, Project, User } from "./model.ts";
import { issueReference } from "./quick-actions/references.ts";
import { addSystemNote } from "./system-notes.ts";
import { projectOf, type World } from "./world.ts";

const reference = String.raw`(?:[\w./-]*#\d+|https?:\/\/\S+?\/-\/(?:issues|work_items)\/\d+)`;
/** GitLab's default closing pattern (managing issues, "Default closing pattern"), without the keys of other trackers. */
const closing = new RegExp(
  String.raw`\b(?:[Cc]los(?:e[sd]?|ing)|[Ff]ix(?:e[sd]|ing)?|[Rr]esolv(?:e[sd]?|ing)|[Ii]mplement(?:s|ed|ing)?):? +(?:(?:issues? +)?${reference}(?: *,? +and +| *,? *)?)+`,
  "g",
);

/** The issues that a commit message or the description of a merge request closes. */
export function closedIn(world: World, project: Project, text: string): Issue[] {
  const references = (text.match(closing) ?? []).flatMap((part) => part.match(new RegExp(reference, "g")) ?? []);
  const issues = references.map((one) => issueReference(world, project, one)).filter((issue) => issue !== undefined);
  return [...new Set(issues)];
}

/**
 * A merge request that says "Closes #n" is merged into the default branch. The issue is closed in the name of who merged
 * it, with one event; where that person may not, nothing happens and nothing is said (app/services/issues/close_service.rb).
 */
export function mergeClosing(world: World, project: Project, issue: Issue, merger: User): { id: number; iid: number } {
  const mergeRequest = { id: world.nextId("merge request"), iid: world.nextId(`merge request of ${project.id}`) };
  const name = `!${mergeRequest.iid}`;
  addSystemNote(world, issue, merger, `mentioned in merge request ${name}`);
  if (canUpdateIssue(project, issue, merger)) {
    closeIssue(world, project, issue, merger, { kind: "merge request", id: mergeRequest.id, name });
  }
  return mergeRequest;
}

/** What a commit on the default branch closes by its message, in any project, as far as its author may. */
export function closeByCommit(world: World, project: Project, { id, message, authorId }: Commit): void {
  const author = world.users.find((user) => user.id === authorId);
  if (!author) throw notFound("User");
  for (const issue of closedIn(world, project, message)) {
    const home = projectOf(world, issue.projectId);
    if (canUpdateIssue(home, issue, author)) {
      closeIssue(world, home, issue, author, { kind: "commit", id, name: id.slice(0, 8) });
    }
  }
}
