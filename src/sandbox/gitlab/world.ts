import { GitLabError, notFound } from "./gitlab-error.ts";
import type { Issue, IssueLink, Label, Note, Project, Tier, User } from "./model.ts";
import type { Delivery } from "./webhooks/delivery.ts";

/** What services report; the webhook side turns it into deliveries. */
export interface Events {
  issue(event: IssueEvent): void;
  note(event: NoteEvent): void;
}

export interface IssueEvent {
  issue: Issue;
  actor: User;
  action: "open" | "close" | "reopen" | "update";
  changes: Record<string, { previous: unknown; current: unknown }>;
}

export interface NoteEvent {
  issue: Issue;
  note: Note;
  action: "create" | "update";
}

/** Everything there is in one embedded GitLab, in memory. */
export interface World {
  baseUrl: string;
  tier: Tier;
  version: string;
  clock: () => number;
  users: User[];
  /** Access token → user id. */
  tokens: Map<string, number>;
  projects: Project[];
  links: IssueLink[];
  deliveries: Delivery[];
  events: Events;
  nextId(kind: string): number;
}

export interface WorldSettings {
  baseUrl: string;
  tier: Tier;
  clock: () => number;
  version: string;
}

// Ids of different kinds start apart, so that an iid taken for an id, or a note for an issue, is found out at once.
const firstIds: Record<string, number> = {
  ...{ user: 11, project: 71, issue: 4001, note: 90001, label: 301, hook: 51 },
  "merge request": 601,
};

export function createWorld(settings: WorldSettings): World {
  const ids = new Map<string, number>();
  return {
    ...settings,
    users: [],
    tokens: new Map(),
    projects: [],
    links: [],
    deliveries: [],
    events: { issue: () => {}, note: () => {} },
    nextId(kind) {
      const id = ids.get(kind) ?? firstIds[kind] ?? 1;
      ids.set(kind, id + 1);
      return id;
    },
  };
}

export function userById(world: World, id: number): User {
  const user = world.users.find((candidate) => candidate.id === id);
  if (!user) throw notFound("User");
  return user;
}

/** Usernames are compared without regard to case, as GitLab does. */
export function userNamed(world: World, username: string): User | undefined {
  return world.users.find((user) => user.username.toLowerCase() === username.toLowerCase());
}

/** The project with this id or full path. Throws a 404. */
export function projectOf(world: World, idOrPath: number | string): Project {
  const wanted = String(idOrPath).toLowerCase();
  const project = world.projects.find(({ id, path }) => String(id) === wanted || path.toLowerCase() === wanted);
  if (!project) throw notFound("Project");
  return project;
}

export function issueOf(project: Project, iid: number): Issue {
  // Where it stands unless issues were deleted or moved.
  const expected = project.issues[iid - 1];
  const issue = expected?.iid === iid ? expected : project.issues.find((candidate) => candidate.iid === iid);
  if (!issue) throw notFound();
  return issue;
}

export function issueById(world: World, id: number): Issue | undefined {
  return world.projects.flatMap((project) => project.issues).find((issue) => issue.id === id);
}

/** How GitLab names an issue on another one: `#5` in the same project, `project#5` in the same group, else the full path. */
export function issueReferenceFrom(world: World, from: Issue, issue: Issue): string {
  if (issue.projectId === from.projectId) return `#${issue.iid}`;
  const [here, there] = [from, issue].map(({ projectId }) => projectOf(world, projectId).path.split("/"));
  const isSameGroup = here?.slice(0, -1).join("/") === there?.slice(0, -1).join("/");
  return `${isSameGroup ? there?.at(-1) : there?.join("/")}#${issue.iid}`;
}

export function labelById(project: Project, id: number): Label | undefined {
  return project.labels.find((label) => label.id === id);
}

/** The names of an issue's labels in the order of the alphabet, as the REST API lists them. */
export function labelNames(project: Project, issue: Issue): string[] {
  return labelsOf(project, issue).map((label) => label.name);
}

export function labelsOf(project: Project, issue: Issue): Label[] {
  return issue.labelIds
    .map((id) => labelById(project, id))
    .filter((label) => label !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** For set-up code: an error that says which user is unknown instead of a REST answer. */
export function knownUser(world: World, username: string): User {
  const user = userNamed(world, username);
  if (!user)
    throw new GitLabError(404, { message: `There is no user @${username} in this sandbox: add it with addUser first` });
  return user;
}
