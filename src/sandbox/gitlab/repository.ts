import { createHash } from "node:crypto";
import { closeByCommit } from "./close-by-code.ts";
import { badRequest, notFound } from "./gitlab-error.ts";
import type { Commit, Project, RepositoryFile, User } from "./model.ts";
import type { World } from "./world.ts";

export interface CommitAction {
  action: "create" | "update" | "delete" | "move" | "chmod";
  file_path: string;
  previous_path?: string | undefined;
  content?: string | undefined;
  encoding?: "text" | "base64" | undefined;
  last_commit_id?: string | undefined;
}

/** One commit of all actions or of none, on the default branch: its message can close issues. A stale `last_commit_id` is refused: files, unlike issues, have optimistic locking. */
export function commit(
  world: World,
  project: Project,
  author: User,
  { message, actions }: { message: string; actions: readonly CommitAction[] },
): Commit {
  const made: Commit = {
    id: createHash("sha1")
      .update(`${project.id}/${world.nextId("commit")}`)
      .digest("hex"),
    message,
    authorId: author.id,
    createdAt: world.clock(),
  };
  const files = new Map(project.files);
  for (const action of actions) apply(files, action, made.id);
  project.files = files;
  project.commits.push(made);
  closeByCommit(world, project, made);
  return made;
}

function apply(files: Map<string, RepositoryFile>, action: CommitAction, commitId: string): void {
  const path = action.file_path;
  const content = decoded(action);
  if (action.action === "create") {
    if (files.has(path)) throw badRequest("A file with this name already exists");
    files.set(path, { path, content: content ?? "", lastCommitId: commitId });
    return;
  }
  const from = action.action === "move" ? (action.previous_path ?? path) : path;
  const file = files.get(from);
  if (!file) throw badRequest("A file with this name doesn't exist");
  if (action.last_commit_id !== undefined && action.last_commit_id !== file.lastCommitId) {
    throw badRequest("You are attempting to update a file that has changed since you started editing it.");
  }
  files.delete(from);
  if (action.action !== "delete") files.set(path, { path, content: content ?? file.content, lastCommitId: commitId });
}

function decoded({ content, encoding }: CommitAction): string | undefined {
  return encoding === "base64" && content !== undefined ? Buffer.from(content, "base64").toString("utf8") : content;
}

export function repositoryFile(project: Project, path: string, ref: string): RepositoryFile {
  if (ref !== "HEAD" && ref !== project.defaultBranch) throw notFound("Commit");
  const file = project.files.get(path);
  if (!file) throw notFound("File");
  return file;
}

const templateFolder = ".gitlab/issue_templates/";

/** Issue templates are files of the default branch, `.gitlab/issue_templates/<Name>.md`. */
export function templatePath(name: string): string {
  return `${templateFolder}${name}.md`;
}

export function templateNames(project: Project): string[] {
  return [...project.files.keys()]
    .filter((path) => path.startsWith(templateFolder) && path.endsWith(".md"))
    .map((path) => path.slice(templateFolder.length, -".md".length))
    .sort();
}
