import { accessLevel, canReadIssue } from "../access.ts";
import { linksOf } from "../links.ts";
import type { Award, Issue, Label, LabelEvent, Note, Project, StateEvent, User } from "../model.ts";
import { issueUrl } from "../webhooks/hook-attributes.ts";
import { issueById, labelById, labelNames, labelsOf, userById, type World } from "../world.ts";

/** Times of the REST API: ISO 8601 with milliseconds, UTC. */
export function iso(time: number): string;
export function iso(time: number | null): string | null;
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

export function userEntity(world: World, user: User) {
  return {
    id: user.id,
    username: user.username,
    public_email: user.publicEmail,
    name: user.name,
    state: "active",
    locked: false,
    avatar_url: `${world.baseUrl}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    web_url: `${world.baseUrl}/${user.username}`,
  };
}

export function userDetails(world: World, user: User) {
  return {
    ...userEntity(world, user),
    created_at: iso(user.createdAt),
    bio: "",
    location: "",
    website_url: "",
    job_title: "",
    organization: "",
    pronouns: null,
    bot: user.bot,
    work_information: null,
    followers: 0,
    following: 0,
    local_time: null,
  };
}

export function memberEntity(world: World, project: Project, user: User) {
  return {
    ...userEntity(world, user),
    access_level: accessLevel(project, user),
    created_at: iso(project.createdAt),
    expires_at: null,
    membership_state: "active",
  };
}

function userOrNull(world: World, id: number | null) {
  return id === null ? null : userEntity(world, userById(world, id));
}

export function issueEntity(world: World, project: Project, issue: Issue, reader: User) {
  const api = `${world.baseUrl}/api/v4/projects/${project.id}`;
  const assignees = issue.assigneeIds.map((id) => userEntity(world, userById(world, id)));
  const tasks = [...(issue.description ?? "").matchAll(/^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]/gm)];
  const completed = tasks.filter(([, box]) => box !== " ").length;
  return {
    id: issue.id,
    iid: issue.iid,
    project_id: project.id,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: iso(issue.closedAt),
    closed_by: userOrNull(world, issue.closedById),
    labels: labelNames(project, issue),
    milestone: null,
    assignees,
    author: userEntity(world, userById(world, issue.authorId)),
    type: issue.issueType.toUpperCase(),
    assignee: assignees[0] ?? null,
    user_notes_count: issue.notes.filter((note) => !note.system).length,
    merge_requests_count: 0,
    upvotes: issue.awards.filter(({ name }) => name === "thumbsup").length,
    downvotes: issue.awards.filter(({ name }) => name === "thumbsdown").length,
    due_date: issue.dueDate,
    confidential: issue.confidential,
    discussion_locked: issue.discussionLocked,
    issue_type: issue.issueType,
    web_url: issueUrl(world, project, issue),
    time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
    task_completion_status: { count: tasks.length, completed_count: completed },
    // Weights are a Premium matter; Free has no such key.
    ...(world.tier === "premium" ? { weight: issue.weight } : {}),
    blocking_issues_count: linksOf(world, issue).filter(({ type }) => type === "blocks").length,
    has_tasks: tasks.length > 0,
    ...(tasks.length > 0 ? { task_status: `${completed} of ${tasks.length} checklist items completed` } : {}),
    _links: {
      self: `${api}/issues/${issue.iid}`,
      notes: `${api}/issues/${issue.iid}/notes`,
      award_emoji: `${api}/issues/${issue.iid}/award_emoji`,
      project: api,
      closed_as_duplicate_of: duplicateAddress(world, issue, reader),
    },
    references: { short: `#${issue.iid}`, relative: `#${issue.iid}`, full: `${project.path}#${issue.iid}` },
    severity: "UNKNOWN",
    subscribed: false,
    moved_to_id: issue.movedToId,
    imported: false,
    imported_from: "none",
    service_desk_reply_to: null,
  };
}

function duplicateAddress(world: World, issue: Issue, reader: User): string | null {
  const original = issue.duplicatedToId === null ? undefined : issueById(world, issue.duplicatedToId);
  const home = world.projects.find(({ id }) => id === original?.projectId);
  if (!original || !home || !canReadIssue(home, original, reader)) return null;
  return `${world.baseUrl}/api/v4/projects/${home.id}/issues/${original.iid}`;
}

/** `with_labels_details`: the labels as objects instead of names. */
export function issueLabelDetails(project: Project, issue: Issue) {
  return labelsOf(project, issue).map(labelBasics);
}

function labelBasics(label: Label) {
  return {
    id: label.id,
    name: label.name,
    description: label.description,
    description_html: label.description,
    color: label.color,
    text_color: "#FFFFFF",
    archived: false,
  };
}

export function labelEntity(project: Project, label: Label, { counts = false } = {}) {
  const users = project.issues.filter((issue) => issue.labelIds.includes(label.id));
  return {
    ...labelBasics(label),
    ...(counts
      ? {
          open_issues_count: users.filter(({ state }) => state === "opened").length,
          closed_issues_count: users.filter(({ state }) => state === "closed").length,
          open_merge_requests_count: 0,
        }
      : {}),
    subscribed: false,
    priority: label.priority,
    is_project_label: true,
  };
}

export function noteEntity(world: World, issue: Issue, note: Note) {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: userEntity(world, userById(world, note.authorId)),
    created_at: iso(note.createdAt),
    updated_at: iso(note.updatedAt),
    system: note.system,
    noteable_id: issue.id,
    noteable_type: "Issue",
    project_id: issue.projectId,
    resolvable: false,
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: "none",
    noteable_iid: issue.iid,
    commands_changes: {},
  };
}

export function awardEntity(world: World, award: Award, awardable: { id: number; type: "Issue" | "Note" }) {
  return {
    id: award.id,
    name: award.name,
    user: userEntity(world, userById(world, award.userId)),
    created_at: iso(award.createdAt),
    updated_at: iso(award.createdAt),
    awardable_id: awardable.id,
    awardable_type: awardable.type,
    url: null,
  };
}

/** A label event whose label was deleted since has null for it. */
export function labelEventEntity(world: World, project: Project, issue: Issue, event: LabelEvent) {
  // Those of before a move tell of labels of the project that the issue came from.
  const label = [project, ...world.projects]
    .map((one) => labelById(one, event.labelId))
    .find((one) => one !== undefined);
  return {
    id: event.id,
    user: userEntity(world, userById(world, event.userId)),
    created_at: iso(event.createdAt),
    resource_type: "Issue",
    resource_id: issue.id,
    label: label ? { id: label.id, name: label.name, color: label.color, description: label.description } : null,
    action: event.action,
  };
}

export function stateEventEntity(world: World, issue: Issue, event: StateEvent) {
  return {
    id: event.id,
    user: userEntity(world, userById(world, event.userId)),
    created_at: iso(event.createdAt),
    resource_type: "Issue",
    resource_id: issue.id,
    source_commit: event.source?.kind === "commit" ? event.source.id : null,
    source_merge_request_id: event.source?.kind === "merge request" ? event.source.id : null,
    state: event.state,
  };
}
