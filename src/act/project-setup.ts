/** What setting up a project and looking whether it still is needs of GitLab. Undefined answers: may not be seen, or this GitLab does not have it. */
export interface ProjectSetup {
  /** Whose token it is. Throws `OutsideError` where GitLab cannot be reached or refuses the token. */
  account(): Promise<Account>;
  /** GitLab's version, such as `19.5.0`. */
  version(): Promise<string | undefined>;
  token(): Promise<TokenFacts | undefined>;
  project(idOrPath: string): Promise<ProjectFacts | undefined>;
  /** The user's role as GitLab's number; 0: no member. */
  accessLevel(project: string, userId: number): Promise<number | undefined>;
  /** The usernames of everybody in the project, inherited members too. */
  members(project: string): Promise<string[] | undefined>;
  /** `nobody`: GitLab has no such user. */
  findUser(username: string): Promise<FoundUser | "nobody" | undefined>;
  labels(project: string): Promise<FoundLabel[]>;
  createLabel(project: string, label: LabelLook): Promise<void>;
  /** `newName` where it is to be renamed. */
  changeLabel(project: string, id: number, label: Omit<LabelLook, "name"> & { newName?: string }): Promise<void>;
  /** `hidden`: this user may not read the repository, so it may be there. */
  file(project: string, path: string, branch: string): Promise<FoundFile | "hidden" | undefined>;
  commit(project: string, commit: { branch: string; message: string; files: readonly FileToCommit[] }): Promise<void>;
  boards(project: string): Promise<FoundBoard[] | undefined>;
  createBoard(project: string, name: string): Promise<{ id: number }>;
  addBoardList(project: string, boardId: number, labelId: number): Promise<void>;
  /** GitLab's clock at its last answer (ms since the epoch), and ours at that time. */
  clocks(): Clocks | undefined;
}

export interface Account {
  id: number;
  username: string;
  name: string;
}

export interface FoundUser {
  username: string;
  name: string;
  /** Only where the user made one public. */
  email: string | undefined;
}

export interface TokenFacts {
  name: string;
  scopes: readonly string[];
  /** A day, `2027-01-31`. */
  expiresAt: string | undefined;
}

export interface ProjectFacts {
  id: number;
  path: string;
  webUrl: string;
  defaultBranch: string;
  /** As far as GitLab tells with the project. */
  accessLevel: number | undefined;
  isArchived: boolean;
  hasIssues: boolean;
}

export interface LabelLook {
  name: string;
  /** `#1f7a3d` */
  color: string;
  description: string;
}

export interface FoundLabel extends LabelLook {
  id: number;
  /** Of a group above: the project cannot change it. */
  isInherited: boolean;
}

export interface FoundFile {
  content: string;
  lastCommitId: string | undefined;
}

export interface FileToCommit {
  action: "create" | "update";
  path: string;
  content: string;
  /** GitLab refuses the commit where somebody changed the file since. */
  lastCommitId?: string | undefined;
}

export interface FoundBoard {
  id: number;
  name: string;
  /** The labels that have a list. */
  labels: readonly string[];
}

export interface Clocks {
  theirs: number;
  ours: number;
}
