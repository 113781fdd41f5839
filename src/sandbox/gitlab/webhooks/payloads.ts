import type { Issue, Note, Project, User } from "../model.ts";
import { userById, type World } from "../world.ts";
import type { Changes } from "./changes.ts";
import {
  assigneeHookAttributes,
  hookTime,
  issueHookAttributes,
  issueUrl,
  projectHookAttributes,
  repositoryHookAttributes,
  userHookAttributes,
} from "./hook-attributes.ts";

/** The body of an issue event. Without an action it is what the Test button sends. Assignees are absent where there are none. */
export function issuePayload(
  world: World,
  project: Project,
  issue: Issue,
  { actor, action, changes }: { actor: User; action?: string; changes: Changes },
) {
  const attributes = issueHookAttributes(world, project, issue);
  const assignees = assigneeHookAttributes(world, issue);
  // Issues and Service Desk tickets are `issue`; incidents, tasks and the rest are `work_item`.
  const kind = ["issue", "ticket"].includes(issue.issueType) ? "issue" : "work_item";
  return {
    object_kind: kind,
    event_type: issue.confidential ? `confidential_${kind}` : kind,
    user: userHookAttributes(world, actor),
    project: projectHookAttributes(world, project),
    object_attributes: { ...attributes, ...(action === undefined ? {} : { action }) },
    labels: attributes.labels,
    changes,
    repository: repositoryHookAttributes(world, project),
    ...(assignees.length > 0 ? { assignees, assignee: assignees[0] } : {}),
  };
}

/** The body of a comment event. `user` is the note's author even when somebody else edited it (facts: notes/update_service.rb). */
export function notePayload(world: World, project: Project, issue: Issue, note: Note, action: "create" | "update") {
  return {
    object_kind: "note",
    event_type: note.internal || issue.confidential ? "confidential_note" : "note",
    user: userHookAttributes(world, userById(world, note.authorId)),
    project_id: project.id,
    project: projectHookAttributes(world, project),
    object_attributes: {
      attachment: null,
      author_id: note.authorId,
      change_position: null,
      commit_id: null,
      created_at: hookTime(note.createdAt),
      discussion_id: note.discussionId,
      id: note.id,
      internal: note.internal,
      line_code: null,
      note: note.body,
      noteable_id: issue.id,
      noteable_type: "Issue",
      original_position: null,
      position: null,
      project_id: project.id,
      resolved_at: null,
      resolved_by_id: null,
      resolved_by_push: null,
      st_diff: null,
      system: note.system,
      type: null,
      updated_at: hookTime(note.updatedAt),
      updated_by_id: note.updatedById,
      description: note.body,
      url: `${issueUrl(world, project, issue)}#note_${note.id}`,
      action,
    },
    repository: repositoryHookAttributes(world, project),
    issue: issueHookAttributes(world, project, issue),
  };
}
