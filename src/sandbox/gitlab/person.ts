import { assertMay, assertReadable, canReopenIssue, canUpdateIssue } from "./access.ts";
import { addAward } from "./awards.ts";
import { moveOnBoard } from "./boards.ts";
import { notFound } from "./gitlab-error.ts";
import { closeIssue, reopenIssue } from "./issue-state.ts";
import { createIssue, deleteIssue, type IssueInput, updateIssue } from "./issues.ts";
import { linkBetween, linkIssues, unlinkIssues } from "./links.ts";
import type { Issue, LinkType, Project, User } from "./model.ts";
import { moveIssue } from "./move-issue.ts";
import { createNote, deleteNote, editNote, noteOf } from "./notes.ts";
import { issueOf, knownUser, projectOf, type World } from "./world.ts";

/**
 * What a person does in GitLab's web pages, with that person's rights and GitLab's rules. Methods throw a GitLabError
 * (403, 404, 400) where GitLab would refuse.
 */
export interface Person {
  openIssue(input: IssueInput & { title: string }): { id: number; iid: number };
  editIssue(iid: number, input: IssueInput): void;
  editDescription(iid: number, description: string): void;
  /** Exactly these labels; nothing takes all off. */
  setLabels(iid: number, ...names: string[]): void;
  addLabels(iid: number, ...names: string[]): void;
  removeLabels(iid: number, ...names: string[]): void;
  /** Exactly these people; nobody takes everybody off. */
  assign(iid: number, ...usernames: string[]): void;
  setConfidential(iid: number, confidential: boolean): void;
  /** The button: one event. By API and quick action there are two. */
  close(iid: number): void;
  reopen(iid: number): void;
  /** Drags the card of the issue to the list "Open" or "Closed" of the project's first board, or to that of a label. */
  moveOnBoard(iid: number, list: string): void;
  deleteIssue(iid: number): void;
  /** Answers with the new issue in the other project. */
  moveIssue(iid: number, toProjectId: number): { id: number; iid: number };
  link(iid: number, otherIid: number, type?: LinkType): void;
  /** Takes off the link between the two, whichever of them it was made from. */
  unlink(iid: number, otherIid: number): void;
  /** `noteId` is undefined when the comment held only quick actions. */
  comment(
    iid: number,
    body: string,
    options?: { internal?: boolean },
  ): { noteId: number | undefined; messages: string[] };
  /** The comment, and then the close button, as one click does it. */
  commentAndClose(iid: number, body: string): { noteId: number | undefined; messages: string[] };
  editComment(iid: number, noteId: number, body: string): void;
  deleteComment(iid: number, noteId: number): void;
  react(iid: number, emoji: string, noteId?: number): void;
}

export function person(world: World, project: Project, username: string): Person {
  const user: User = knownUser(world, username);

  function visible(iid: number): Issue {
    const issue = issueOf(project, iid);
    assertReadable(project, issue, user);
    return issue;
  }

  function edit(iid: number, input: IssueInput): void {
    updateIssue(world, project, visible(iid), user, input);
  }

  function close(iid: number): void {
    const issue = visible(iid);
    assertMay(canUpdateIssue(project, issue, user));
    closeIssue(world, project, issue, user);
  }

  function comment(iid: number, body: string, { internal }: { internal?: boolean } = {}) {
    const { note, messages } = createNote(world, project, visible(iid), user, { body, internal });
    return { noteId: note?.id, messages };
  }

  return {
    openIssue(input) {
      const { id, iid } = createIssue(world, project, user, input);
      return { id, iid };
    },
    editIssue: edit,
    editDescription: (iid, description) => edit(iid, { description }),
    setLabels: (iid, ...names) => edit(iid, { labels: names }),
    addLabels: (iid, ...names) => edit(iid, { addLabels: names }),
    removeLabels: (iid, ...names) => edit(iid, { removeLabels: names }),
    assign: (iid, ...usernames) => edit(iid, { assigneeIds: usernames.map((name) => knownUser(world, name).id) }),
    setConfidential: (iid, confidential) => edit(iid, { confidential }),
    close,
    reopen(iid) {
      const issue = visible(iid);
      assertMay(canReopenIssue(project, issue, user));
      reopenIssue(world, project, issue, user);
    },
    moveOnBoard(iid, list) {
      const issue = visible(iid);
      assertMay(canUpdateIssue(project, issue, user));
      moveOnBoard(world, project, issue, user, list);
    },
    deleteIssue: (iid) => deleteIssue(world, project, visible(iid), user),
    moveIssue(iid, toProjectId) {
      const moved = moveIssue(world, project, visible(iid), user, projectOf(world, toProjectId));
      return { id: moved.id, iid: moved.iid };
    },
    link(iid, otherIid, type = "relates_to") {
      linkIssues(world, user, { source: visible(iid), target: visible(otherIid), type });
    },
    unlink(iid, otherIid) {
      const link = linkBetween(world, visible(iid), visible(otherIid));
      if (!link) throw notFound();
      unlinkIssues(world, user, link);
    },
    comment,
    commentAndClose(iid, body) {
      const said = comment(iid, body);
      close(iid);
      return said;
    },
    editComment(iid, noteId, body) {
      const issue = visible(iid);
      editNote(world, project, issue, noteOf(project, issue, noteId, user), user, body);
    },
    deleteComment(iid, noteId) {
      const issue = visible(iid);
      deleteNote(project, issue, noteOf(project, issue, noteId, user), user);
    },
    react(iid, emoji, noteId) {
      const issue = visible(iid);
      const target = noteId === undefined ? issue : noteOf(project, issue, noteId, user);
      addAward(world, target.awards, user, emoji);
    },
  };
}
