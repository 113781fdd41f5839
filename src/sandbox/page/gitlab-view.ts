import type { Embedded } from "../embedded.ts";
import { accessLevels } from "../gitlab/model.ts";
import type { IssueView, NoteView, ProjectState, ReactionView } from "../gitlab/snapshot.ts";
import { type LabelView, labelView } from "./labels.ts";
import { markdown } from "./rich/markdown.ts";
import type { Rich } from "./rich/rich.ts";

export interface GitLabView {
  project: string;
  labels: LabelView[];
  /** Newest first; only those that the viewer may see. */
  issues: IssueLine[];
  /** The chosen one; null where there is none, or not for the viewer. */
  issue: IssuePage | null;
}

export interface IssueLine {
  iid: number;
  title: string;
  state: IssueView["state"];
  confidential: boolean;
  assignees: string[];
  labels: LabelView[];
}

export interface IssuePage extends IssueLine {
  author: string;
  createdAt: string;
  /** The Markdown as it stands, for editing. */
  source: string;
  description: Rich[];
  reactions: ReactionView[];
  /** Where it went when it was closed: "moved to support#3", "duplicate of #2", "promoted to &1". */
  went: string[];
  /** Comments, GitLab's own notes, and closings and reopenings, which GitLab shows among them. Oldest first. */
  notes: NotePage[];
}

export interface NotePage {
  id: number;
  author: string;
  isService: boolean;
  system: boolean;
  internal: boolean;
  createdAt: string;
  edited: boolean;
  body: Rich[];
  reactions: ReactionView[];
}

export function gitlabView(
  { gitlab, projectId }: Embedded,
  { as, iid }: { as: string; iid: number | undefined },
): GitLabView {
  const project = gitlab.state().projects.find(({ id }) => id === projectId);
  if (!project) throw new Error(`The sandbox's GitLab has no project ${projectId}.`);
  const level = project.members.find(({ username }) => username === as)?.accessLevel ?? 0;
  const isPlanner = level >= accessLevels.planner;
  const visible = project.issues.filter(
    (issue) => isPlanner || !issue.confidential || [issue.author, ...issue.assignees].includes(as),
  );
  const chosen = visible.find((issue) => issue.iid === iid);
  return {
    project: project.path,
    labels: project.labels.map(labelView),
    issues: visible.map((issue) => issueLine(project, issue)).reverse(),
    issue: chosen ? issuePage(project, chosen, { as, isPlanner }) : null,
  };
}

function issueLine(
  project: ProjectState,
  { iid, title, state, confidential, assignees, labels }: IssueView,
): IssueLine {
  const known = project.labels.filter(({ name }) => labels.includes(name));
  return { iid, title, state, confidential, assignees, labels: known.map(labelView) };
}

function issuePage(project: ProjectState, issue: IssueView, reader: { as: string; isPlanner: boolean }): IssuePage {
  const people = new Set(project.members.map(({ username }) => username));
  const { author, createdAt, description, reactions, movedTo, duplicateOf, promotedTo } = issue;
  const notes = issue.notes
    .filter((note) => !note.internal || reader.isPlanner || note.author === reader.as)
    .map((note) => notePage(project, note, people));
  return {
    ...issueLine(project, issue),
    author,
    createdAt,
    source: description,
    description: markdown(description, { people }),
    reactions,
    went: [
      ...(movedTo === null ? [] : [`moved to ${movedTo}`]),
      ...(duplicateOf === null ? [] : [`duplicate of ${duplicateOf}`]),
      ...(promotedTo === null ? [] : [`promoted to ${promotedTo}`]),
    ],
    notes: [...notes, ...issue.stateChanges.map(stateLine)].sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
  };
}

/** "closed via merge request !3", as GitLab shows a state event. */
function stateLine({ id, at, by, to, via }: IssueView["stateChanges"][number]): NotePage {
  return {
    ...{ id: -id, author: by, isService: false, system: true, internal: false, createdAt: at, edited: false },
    body: [`${to}${via === null ? "" : ` via ${via}`}`],
    reactions: [],
  };
}

function notePage(project: ProjectState, note: NoteView, people: ReadonlySet<string>): NotePage {
  const { id, author, system, internal, createdAt, updatedAt, reactions } = note;
  return {
    id,
    author,
    isService: project.members.some(({ username, bot }) => bot && username === author),
    system,
    internal,
    createdAt,
    edited: updatedAt !== createdAt,
    body: markdown(note.body, { people }),
    reactions,
  };
}
