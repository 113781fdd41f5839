import type { Issue, Label, Project, User } from "../model.ts";
import { labelsOf, userById, type World } from "../world.ts";

/** Webhook bodies write times as `2026-05-28T05:04:31.155Z`, the newest of GitLab's formats. */
export function hookTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** The e-mail address is hidden unless the user made one public. */
export function userHookAttributes(world: World, user: User) {
  return {
    id: user.id,
    name: user.name,
    username: user.username,
    avatar_url: `${world.baseUrl}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    email: user.publicEmail === "" ? "[REDACTED]" : user.publicEmail,
  };
}

export function projectHookAttributes(world: World, project: Project) {
  const webUrl = `${world.baseUrl}/${project.path}`;
  const sshUrl = `git@gitlab.example.test:${project.path}.git`;
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    web_url: webUrl,
    avatar_url: null,
    git_ssh_url: sshUrl,
    git_http_url: `${webUrl}.git`,
    namespace: project.path.split("/").slice(0, -1).join("/"),
    visibility_level: { private: 0, internal: 10, public: 20 }[project.visibility],
    path_with_namespace: project.path,
    default_branch: project.defaultBranch,
    ci_config_path: null,
    homepage: webUrl,
    url: sshUrl,
    ssh_url: sshUrl,
    http_url: `${webUrl}.git`,
  };
}

export function repositoryHookAttributes(world: World, project: Project) {
  const { name, description, homepage, url } = projectHookAttributes(world, project);
  return { name, url, description, homepage };
}

/** Webhooks call a label's name its title. */
export function labelHookAttributes(project: Project, label: Label) {
  return {
    id: label.id,
    title: label.name,
    color: label.color,
    project_id: project.id,
    created_at: hookTime(label.createdAt),
    updated_at: hookTime(label.updatedAt),
    template: false,
    description: label.description,
    type: "ProjectLabel",
    group_id: null,
  };
}

export function issueUrl(world: World, project: Project, issue: Issue): string {
  return `${world.baseUrl}/${project.path}/-/issues/${issue.iid}`;
}

/** The columns of an issue that webhooks report as they are, and whose changes they report. */
export function issueColumns(issue: Issue) {
  return {
    author_id: issue.authorId,
    closed_at: hookTime(issue.closedAt),
    confidential: issue.confidential,
    created_at: hookTime(issue.createdAt),
    description: issue.description,
    discussion_locked: issue.discussionLocked,
    due_date: issue.dueDate,
    duplicated_to_id: issue.duplicatedToId,
    id: issue.id,
    iid: issue.iid,
    last_edited_at: hookTime(issue.lastEditedAt),
    last_edited_by_id: issue.lastEditedById,
    milestone_id: null,
    moved_to_id: issue.movedToId,
    project_id: issue.projectId,
    relative_position: null,
    state_id: issue.state === "opened" ? 1 : 2,
    time_estimate: 0,
    title: issue.title,
    updated_at: hookTime(issue.updatedAt),
    updated_by_id: issue.updatedById,
    weight: issue.weight,
  };
}

export function issueHookAttributes(world: World, project: Project, issue: Issue) {
  return {
    ...issueColumns(issue),
    health_status: null,
    type: issue.issueType === "incident" ? "Incident" : "Issue",
    url: issueUrl(world, project, issue),
    total_time_spent: 0,
    time_change: 0,
    human_total_time_spent: null,
    human_time_change: null,
    human_time_estimate: null,
    assignee_ids: [...issue.assigneeIds],
    assignee_id: issue.assigneeIds[0] ?? null,
    labels: labelsOf(project, issue).map((label) => labelHookAttributes(project, label)),
    state: issue.state,
    severity: "unknown",
    customer_relations_contacts: [],
  };
}

export function assigneeHookAttributes(world: World, issue: Issue) {
  return issue.assigneeIds.map((id) => userHookAttributes(world, userById(world, id)));
}
