import type { IssueKey } from "../issue-key.ts";

/** Someone as GitLab knows them. */
export interface Person {
  id: number;
  username: string;
  name: string;
}

/** A member of the project and what they may do: GitLab's numeric access level, 10 guest to 50 owner. */
export interface Member extends Person {
  accessLevel: number;
}

/** An issue as it was read. Times are milliseconds since the epoch. */
export interface Issue {
  key: IssueKey;
  projectId: number;
  iid: number;
  title: string;
  description: string;
  labels: readonly string[];
  assignees: readonly Person[];
  author: Person;
  state: "opened" | "closed";
  confidential: boolean;
  createdAt: number;
  updatedAt: number;
  webUrl: string;
  /** `group/project#12`, where GitLab says so. */
  reference?: string;
  /** How many comments there are, where GitLab says. */
  notesCount: number | null;
  /** Opened by mail through Service Desk: every public comment would be mailed to the customer. */
  serviceDesk: boolean;
  /** The discussion is locked: GitLab lets nobody reopen it, and answers 200 to who tries. */
  discussionLocked?: true;
  /** Absent on an open one, as is who closed it. */
  closedAt?: number;
  closedBy?: Person;
  /** The id (not the iid) of the issue that it became in another project, which may be out of sight. */
  movedToId?: number;
  /** The issue that it was closed as a duplicate of, where the service may see that one. */
  duplicateOf?: IssueKey;
}

/** What a new issue is to be. */
export interface NewIssue {
  title: string;
  /** GitLab runs quick actions in it with the service's rights. */
  description: string;
  labels?: readonly string[];
  confidential: boolean;
  assignee?: Pick<Person, "id">;
}

/** A comment of a person or of the service itself; GitLab's own system notes are left out. */
export interface Note {
  id: number;
  body: string;
  author: Person;
  createdAt: number;
  internal: boolean;
}

/** A label set or taken off, by whom. Times are milliseconds since the epoch. */
export interface LabelChange {
  at: number;
  by: Person;
  label: string;
  added: boolean;
}

/** An issue closed or reopened, by whom. Times are milliseconds since the epoch. */
export interface StateChange {
  at: number;
  by: Person;
  to: "opened" | "closed";
  /** What closed it, where that was no person's own doing: `by` merged or pushed it. */
  via?: "merge-request" | "commit";
}

/** Assignees set or taken off, by whom; by username. */
export interface AssigneeChange {
  at: number;
  by: Person;
  assigned: readonly string[];
  unassigned: readonly string[];
}

/** A box of a task list in the description ticked or cleared, by whom. Times are milliseconds since the epoch. */
export interface BoxChange {
  at: number;
  by: Person;
  /** The item's first line, in Markdown. */
  item: string;
  ticked: boolean;
}

/** What was said on an issue and, by GitLab's own system notes, done to it; each oldest first. */
export interface Discussion {
  comments: readonly Note[];
  assignments: readonly AssigneeChange[];
  boxes: readonly BoxChange[];
  /** When an issue was last linked or a link taken off; undefined where no note says so. */
  /** The last move, as GitLab refers to the issue's other place. */
  moved?: { at: number; by: string; to?: string; from?: string };
  linksChangedAt: number | undefined;
}

/** Another issue that an escalation speaks of: a fix, a feature request, an incident. */
export interface LinkedIssue {
  key: IssueKey;
  /** As GitLab refers to it from anywhere, `group/project#12`. */
  reference: string;
  title: string;
  state: "opened" | "closed";
  labels: readonly string[];
  webUrl: string;
}
