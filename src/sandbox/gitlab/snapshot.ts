import { linksOf } from "./links.ts";
import type { Award, Issue, Note, Project } from "./model.ts";
import { issueUrl } from "./webhooks/hook-attributes.ts";
import { type AlertStatus, alertStatus } from "./webhooks/hook-health.ts";
import { issueById, issueReferenceFrom, labelNames, userById, type World } from "./world.ts";

/** The state of the embedded GitLab in plain words, for the sandbox's page and for tests. Times are ISO 8601; people are usernames. */
export interface GitLabState {
  projects: ProjectState[];
  deliveries: DeliveryStateView[];
}

export interface ProjectState {
  id: number;
  path: string;
  name: string;
  webUrl: string;
  members: { username: string; name: string; accessLevel: number; bot: boolean }[];
  labels: { name: string; color: string; description: string | null; priority: number | null }[];
  issues: IssueView[];
  wiki: { slug: string; title: string; content: string }[];
  files: { path: string; content: string }[];
  hooks: { id: number; url: string; alertStatus: AlertStatus; recentFailures: number }[];
  boards: { id: number; name: string; labels: string[] }[];
}

export interface IssueView {
  id: number;
  iid: number;
  projectId: number;
  webUrl: string;
  title: string;
  description: string;
  state: "opened" | "closed";
  confidential: boolean;
  discussionLocked: boolean;
  author: string;
  assignees: string[];
  labels: string[];
  dueDate: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
  /** Where it went, as the issue itself would refer to it; null where it is gone. */
  movedTo: string | null;
  duplicateOf: string | null;
  promotedTo: string | null;
  /** Every closing and reopening; `via` as the page says it, "merge request !3" or "commit 1a2b3c4d". */
  stateChanges: { id: number; at: string; by: string; to: "closed" | "reopened"; via: string | null }[];
  reactions: ReactionView[];
  notes: NoteView[];
  links: { iid: number; title: string; state: string; type: string }[];
}

export interface NoteView {
  id: number;
  author: string;
  body: string;
  system: boolean;
  internal: boolean;
  createdAt: string;
  updatedAt: string;
  reactions: ReactionView[];
}

export interface ReactionView {
  name: string;
  user: string;
}

export interface DeliveryStateView {
  id: number;
  hookId: number;
  event: string;
  url: string;
  issueIid: number;
  state: string;
  createdAt: string;
  idempotencyKey: string;
  body: string;
  attempts: { at: string; status: number | null; error: string | null; headers: Record<string, string> }[];
}

export function snapshot(world: World): GitLabState {
  return {
    projects: world.projects.map((project) => projectState(world, project)),
    deliveries: world.deliveries.map(({ eventUuid: _uuid, trigger: _trigger, projectId: _project, ...delivery }) => ({
      ...delivery,
      createdAt: iso(delivery.createdAt),
      attempts: delivery.attempts.map(({ at, status, error, requestHeaders }) => ({
        at: iso(at),
        status,
        error,
        headers: requestHeaders,
      })),
    })),
  };
}

function projectState(world: World, project: Project): ProjectState {
  return {
    id: project.id,
    path: project.path,
    name: project.name,
    webUrl: `${world.baseUrl}/${project.path}`,
    members: [...project.members].map(([id, accessLevel]) => {
      const { username, name, bot } = userById(world, id);
      return { username, name, accessLevel, bot };
    }),
    labels: project.labels.map(({ name, color, description, priority }) => ({ name, color, description, priority })),
    issues: project.issues.map((issue) => issueView(world, project, issue)),
    wiki: project.wiki.map(({ slug, title, content }) => ({ slug, title, content })),
    files: [...project.files.values()].map(({ path, content }) => ({ path, content })),
    hooks: project.hooks.map((hook) => ({
      id: hook.id,
      url: hook.url,
      alertStatus: alertStatus(hook, world.clock()),
      recentFailures: hook.recentFailures,
    })),
    boards: project.boards.map(({ id, name, lists }) => ({
      id,
      name,
      labels: lists.flatMap(({ labelId }) => project.labels.find((label) => label.id === labelId)?.name ?? []),
    })),
  };
}

export function issueView(world: World, project: Project, issue: Issue): IssueView {
  const username = (id: number) => userById(world, id).username;
  return {
    id: issue.id,
    iid: issue.iid,
    projectId: project.id,
    webUrl: issueUrl(world, project, issue),
    title: issue.title,
    description: issue.description ?? "",
    state: issue.state,
    confidential: issue.confidential,
    discussionLocked: issue.discussionLocked ?? false,
    author: username(issue.authorId),
    assignees: issue.assigneeIds.map(username),
    labels: labelNames(project, issue),
    dueDate: issue.dueDate,
    createdAt: iso(issue.createdAt),
    updatedAt: iso(issue.updatedAt),
    closedAt: issue.closedAt === null ? null : iso(issue.closedAt),
    closedBy: issue.closedById === null ? null : username(issue.closedById),
    movedTo: referenceTo(world, issue, issue.movedToId),
    duplicateOf: referenceTo(world, issue, issue.duplicatedToId),
    promotedTo: issue.promotedToEpic === null ? null : `&${issue.promotedToEpic}`,
    stateChanges: issue.stateEvents.map(({ id, createdAt, userId, state, source }) => ({
      id,
      at: iso(createdAt),
      by: username(userId),
      to: state,
      via: source && `${source.kind} ${source.name}`,
    })),
    reactions: reactions(world, issue.awards),
    notes: issue.notes.map((note) => noteView(world, note)),
    links: linksOf(world, issue).flatMap(({ otherId, type }) => {
      const other = issueById(world, otherId);
      return other ? [{ iid: other.iid, title: other.title, state: other.state, type }] : [];
    }),
  };
}

function referenceTo(world: World, from: Issue, id: number | null): string | null {
  const issue = id === null ? undefined : issueById(world, id);
  return issue ? issueReferenceFrom(world, from, issue) : null;
}

function noteView(world: World, note: Note): NoteView {
  return {
    id: note.id,
    author: userById(world, note.authorId).username,
    body: note.body,
    system: note.system,
    internal: note.internal,
    createdAt: iso(note.createdAt),
    updatedAt: iso(note.updatedAt),
    reactions: reactions(world, note.awards),
  };
}

function reactions(world: World, awards: readonly Award[]): ReactionView[] {
  return awards.map(({ name, userId }) => ({ name, user: userById(world, userId).username }));
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
