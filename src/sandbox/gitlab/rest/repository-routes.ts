import { z } from "zod";
import { assertMay, canReadProject, isMaintainer } from "../access.ts";
import { notFound } from "../gitlab-error.ts";
import type { Commit, Project, RepositoryFile } from "../model.ts";
import { type CommitAction, commit, repositoryFile, templateNames, templatePath } from "../repository.ts";
import { userById, type World } from "../world.ts";
import { iso } from "./entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import { type Call, created, noContent, ok, pathParameter, type Route, readInput } from "./route.ts";

const encoding = z.enum(["text", "base64"]).optional();
const NewCommit = z.object({
  branch: z.string(),
  commit_message: z.string(),
  actions: z.array(
    z.object({
      action: z.enum(["create", "update", "delete", "move", "chmod"]),
      file_path: z.string(),
      previous_path: z.string().optional(),
      content: z.string().optional(),
      encoding,
      last_commit_id: z.string().optional(),
    }),
  ),
});
const FileChange = z.object({
  branch: z.string(),
  commit_message: z.string(),
  content: z.string().optional(),
  encoding,
  last_commit_id: z.string().optional(),
});

/** Files, commits, issue templates: what provisioning needs. There is one branch, and it is protected. */
export function repositoryRoutes(world: World): Route[] {
  const file = "/projects/:id/repository/files/:file_path";
  const found = (call: Call) => {
    const project = locatedProject(world, call);
    const { ref } = readInput(call, z.object({ ref: z.string() }));
    return { ref, project, file: repositoryFile(project, pathParameter(call, "file_path"), ref) };
  };
  const changes = ["post", "put", "delete"] as const;
  const verbs = { post: "create", put: "update", delete: "delete" } as const;
  return [
    {
      method: "get",
      path: "/projects/:id/templates/issues",
      handle(call) {
        const names = templateNames(locatedProject(world, call));
        return paged(call, names, (name) => ({ key: name, name }));
      },
    },
    {
      method: "get",
      path: "/projects/:id/templates/issues/:name",
      handle(call) {
        const name = pathParameter(call, "name");
        const template = locatedProject(world, call).files.get(templatePath(name));
        if (!template) throw notFound("Template");
        return ok({ name, content: template.content });
      },
    },
    {
      method: "get",
      path: file,
      handle: (call) => {
        const { project, file, ref } = found(call);
        return ok(fileEntity(project, file, ref));
      },
    },
    ...changes.map(
      (method): Route => ({
        method,
        path: file,
        handle(call) {
          const project = writable(world, call);
          const { branch, commit_message, ...change } = readInput(call, FileChange);
          const path = pathParameter(call, "file_path");
          const action: CommitAction = { ...change, action: verbs[method], file_path: path };
          commit(world, project, call.user, { message: commit_message, actions: [action] });
          if (method === "delete") return noContent;
          return { status: method === "post" ? 201 : 200, body: { file_path: path, branch } };
        },
      }),
    ),
    {
      method: "post",
      path: "/projects/:id/repository/commits",
      handle(call) {
        const project = writable(world, call);
        const { commit_message, actions } = readInput(call, NewCommit);
        return created(
          commitEntity(world, project, commit(world, project, call.user, { message: commit_message, actions })),
        );
      },
    },
  ];
}

/** The protected branch takes commits of Maintainers only. */
function writable(world: World, call: Call): Project {
  const project = locatedProject(world, call);
  assertMay(
    canReadProject(project, call.user) && isMaintainer(project, call.user),
    "You are not allowed to push into this branch",
  );
  return project;
}

function fileEntity(project: Project, file: RepositoryFile, ref: string) {
  return {
    file_name: file.path.split("/").at(-1),
    file_path: file.path,
    size: Buffer.byteLength(file.content),
    encoding: "base64",
    content: Buffer.from(file.content).toString("base64"),
    ref,
    commit_id: project.commits.at(-1)?.id ?? file.lastCommitId,
    last_commit_id: file.lastCommitId,
    execute_filemode: false,
  };
}

function commitEntity(world: World, project: Project, { id, message, authorId, createdAt }: Commit) {
  const { name } = userById(world, authorId);
  return {
    id,
    short_id: id.slice(0, 8),
    title: message.split("\n")[0],
    message,
    author_name: name,
    committer_name: name,
    created_at: iso(createdAt),
    authored_date: iso(createdAt),
    committed_date: iso(createdAt),
    parent_ids: project.commits.slice(-2, -1).map((parent) => parent.id),
    web_url: `${world.baseUrl}/${project.path}/-/commit/${id}`,
  };
}
