/** What the embedded GitLab remembers. All times are milliseconds since the epoch; the REST and webhook layers turn them into ISO 8601. */

/** Numeric roles as GitLab has them (P-ROLE-4 speaks of a least level). Planner exists since 17.7. */
export const accessLevels = {
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export type Tier = "free" | "premium";
export type Visibility = "private" | "internal" | "public";

export interface User {
  id: number;
  username: string;
  name: string;
  /** Only an address the user made public is ever shown to others. */
  publicEmail: string;
  bot: boolean;
  createdAt: number;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
  priority: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface Award {
  id: number;
  name: string;
  userId: number;
  createdAt: number;
}

export interface Note {
  id: number;
  discussionId: string;
  body: string;
  authorId: number;
  updatedById: number | null;
  system: boolean;
  internal: boolean;
  createdAt: number;
  updatedAt: number;
  awards: Award[];
}

export interface LabelEvent {
  id: number;
  userId: number;
  labelId: number;
  action: "add" | "remove";
  createdAt: number;
}

export interface StateEvent {
  id: number;
  userId: number;
  state: "closed" | "reopened";
  /** What closed it, where that was no person's own doing. `id` is GitLab's, `name` as the page says it: `!3`, `1a2b3c4d`. */
  source: { kind: "merge request"; id: number; name: string } | { kind: "commit"; id: string; name: string } | null;
  createdAt: number;
}

export type IssueState = "opened" | "closed";

export interface Issue {
  id: number;
  iid: number;
  projectId: number;
  title: string;
  description: string | null;
  state: IssueState;
  issueType: string;
  confidential: boolean;
  discussionLocked: boolean | null;
  authorId: number;
  assigneeIds: number[];
  labelIds: number[];
  dueDate: string | null;
  weight: number | null;
  createdAt: number;
  updatedAt: number;
  updatedById: number | null;
  lastEditedAt: number | null;
  lastEditedById: number | null;
  closedAt: number | null;
  closedById: number | null;
  movedToId: number | null;
  duplicatedToId: number | null;
  /** Number of the epic in its group. */
  promotedToEpic: number | null;
  notes: Note[];
  awards: Award[];
  labelEvents: LabelEvent[];
  stateEvents: StateEvent[];
}

export type LinkType = "relates_to" | "blocks" | "is_blocked_by";

export interface IssueLink {
  id: number;
  sourceId: number;
  targetId: number;
  type: LinkType;
  createdAt: number;
}

export interface WikiPage {
  id: number;
  slug: string;
  title: string;
  content: string;
  format: string;
}

export interface RepositoryFile {
  path: string;
  content: string;
  lastCommitId: string;
}

export interface Commit {
  id: string;
  message: string;
  authorId: number;
  createdAt: number;
}

export interface BoardList {
  id: number;
  labelId: number;
}

export interface Board {
  id: number;
  name: string;
  lists: BoardList[];
}

/** The four flags are independent: each event goes to exactly one of them (facts: webhooks of confidential items). */
export const triggers = [
  "issues_events",
  "confidential_issues_events",
  "note_events",
  "confidential_note_events",
] as const;
export type Trigger = (typeof triggers)[number];

export interface Hook {
  id: number;
  projectId: number;
  url: string;
  name: string;
  token: string | null;
  signingToken: string | null;
  triggers: Record<Trigger, boolean>;
  pushEvents: boolean;
  enableSslVerification: boolean;
  createdAt: number;
  recentFailures: number;
  disabledUntil: number | null;
}

export interface Project {
  id: number;
  path: string;
  name: string;
  description: string | null;
  visibility: Visibility;
  defaultBranch: string;
  createdAt: number;
  members: Map<number, number>;
  labels: Label[];
  issues: Issue[];
  wiki: WikiPage[];
  hooks: Hook[];
  files: Map<string, RepositoryFile>;
  commits: Commit[];
  boards: Board[];
  lastIid: number;
}
