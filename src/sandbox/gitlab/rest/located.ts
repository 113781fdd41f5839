import { assertReadable, canReadProject } from "../access.ts";
import { notFound } from "../gitlab-error.ts";
import type { Issue, Note, Project } from "../model.ts";
import { noteOf } from "../notes.ts";
import { issueOf, projectOf, type World } from "../world.ts";
import { type Call, numberInPath, pathParameter } from "./route.ts";

/** The project of `/projects/:id`, by number or full path; 404 if the caller may not see it. */
export function locatedProject(world: World, call: Call): Project {
  const project = projectOf(world, pathParameter(call, "id"));
  if (!canReadProject(project, call.user)) throw notFound("Project");
  return project;
}

/** The issue of `/projects/:id/issues/:iid`; 404 if the caller may not see it. */
export function locatedIssue(world: World, call: Call): { project: Project; issue: Issue } {
  const project = locatedProject(world, call);
  const issue = issueOf(project, numberInPath(call, "iid"));
  assertReadable(project, issue, call.user);
  return { project, issue };
}

export function locatedNote(world: World, call: Call): { project: Project; issue: Issue; note: Note } {
  const { project, issue } = locatedIssue(world, call);
  return { project, issue, note: noteOf(project, issue, numberInPath(call, "note_id"), call.user) };
}
