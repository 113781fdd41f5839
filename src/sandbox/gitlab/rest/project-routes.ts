import { z } from "zod";
import { accessLevel, canReadProject } from "../access.ts";
import type { Project, User } from "../model.ts";
import type { World } from "../world.ts";
import { iso } from "./entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import { ok, type Route, readInput } from "./route.ts";

/** The instance, the token, the projects. */
export function projectRoutes(world: World): Route[] {
  const version = { version: world.version, revision: "5a4db0c" };
  return [
    { method: "get", path: "/version", handle: () => ok(version) },
    {
      method: "get",
      path: "/metadata",
      handle: () =>
        ok({
          ...version,
          kas: { enabled: false, externalUrl: null, version: null },
          enterprise: world.tier === "premium",
        }),
    },
    {
      method: "get",
      path: "/personal_access_tokens/self",
      handle: ({ user }) =>
        ok({
          id: user.id,
          name: user.username,
          revoked: false,
          scopes: ["api"],
          user_id: user.id,
          active: true,
          expires_at: null,
        }),
    },
    {
      method: "get",
      path: "/projects",
      handle(call) {
        const { search } = readInput(call, z.object({ search: z.string().default("") }));
        const seen = world.projects.filter(
          (one) => canReadProject(one, call.user) && one.path.includes(search.toLowerCase()),
        );
        return paged(call, seen, (project) => projectEntity(world, project, call.user));
      },
    },
    {
      method: "get",
      path: "/projects/:id",
      handle: (call) => ok(projectEntity(world, locatedProject(world, call), call.user)),
    },
  ];
}

function projectEntity(world: World, project: Project, reader: User) {
  const webUrl = `${world.baseUrl}/${project.path}`;
  const parts = project.path.split("/");
  const namespace = parts.slice(0, -1).join("/");
  const level = accessLevel(project, reader);
  return {
    id: project.id,
    description: project.description,
    name: project.name,
    name_with_namespace: `${namespace} / ${project.name}`,
    path: parts.at(-1),
    path_with_namespace: project.path,
    created_at: iso(project.createdAt),
    default_branch: project.defaultBranch,
    topics: [],
    ssh_url_to_repo: `git@gitlab.example.test:${project.path}.git`,
    http_url_to_repo: `${webUrl}.git`,
    web_url: webUrl,
    readme_url: null,
    avatar_url: null,
    star_count: 0,
    last_activity_at: iso(Math.max(project.createdAt, ...project.issues.map(({ updatedAt }) => updatedAt))),
    namespace: {
      id: 1,
      name: namespace,
      path: namespace,
      kind: "group",
      full_path: namespace,
      parent_id: null,
      avatar_url: null,
      web_url: `${world.baseUrl}/groups/${namespace}`,
    },
    empty_repo: project.commits.length === 0,
    archived: false,
    visibility: project.visibility,
    issues_enabled: true,
    wiki_enabled: true,
    issues_access_level: "enabled",
    wiki_access_level: "enabled",
    service_desk_enabled: false,
    open_issues_count: project.issues.filter(({ state }) => state === "opened").length,
    permissions: {
      project_access: level > 0 ? { access_level: level, notification_level: 3 } : null,
      group_access: null,
    },
  };
}
