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
  /** How many comments there are, where GitLab says. */
  notesCount: number | null;
  /** Opened by mail through Service Desk: every public comment would be mailed to the customer. */
  serviceDesk: boolean;
}

/** A comment of a person or of the service itself; GitLab's own system notes are left out. */
export interface Note {
  id: number;
  body: string;
  author: Person;
  createdAt: number;
  internal: boolean;
}
