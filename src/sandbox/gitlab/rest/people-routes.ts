import { z } from "zod";
import { notFound } from "../gitlab-error.ts";
import type { Project, User } from "../model.ts";
import { userById, userNamed, type World } from "../world.ts";
import { memberEntity, userDetails, userEntity } from "./entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import { ids, numberInPath, ok, type Route, readInput } from "./route.ts";

const MemberQuery = z.object({ query: z.string().optional(), user_ids: ids.optional() });
const UserQuery = z.object({ username: z.string().optional(), search: z.string().optional() });

export function peopleRoutes(world: World): Route[] {
  return [
    {
      method: "get",
      path: "/user",
      handle: ({ user }) =>
        ok({ ...userDetails(world, user), email: "", confirmed_at: null, two_factor_enabled: false }),
    },
    {
      method: "get",
      path: "/users",
      handle(call) {
        const { username, search } = readInput(call, UserQuery);
        const named =
          username === undefined ? world.users : [userNamed(world, username)].filter((user) => user !== undefined);
        // Only an e-mail address that its owner made public is ever searched.
        const found = search === undefined ? named : named.filter((user) => mentions(user, search, [user.publicEmail]));
        return paged(call, found, (user) => userEntity(world, user));
      },
    },
    {
      method: "get",
      path: "/users/:user_id",
      handle: (call) => ok(userDetails(world, userById(world, numberInPath(call, "user_id")))),
    },
    ...["/projects/:id/members/all", "/projects/:id/members"].flatMap((base): Route[] => [
      {
        method: "get",
        path: base,
        handle(call) {
          const project = locatedProject(world, call);
          const { query, user_ids } = readInput(call, MemberQuery);
          const members = membersOf(world, project).filter(
            (user) =>
              (query === undefined || mentions(user, query, [])) &&
              (user_ids === undefined || user_ids.includes(user.id)),
          );
          return paged(call, members, (user) => memberEntity(world, project, user));
        },
      },
      {
        method: "get",
        path: `${base}/:user_id`,
        handle(call) {
          const project = locatedProject(world, call);
          const userId = numberInPath(call, "user_id");
          if (!project.members.has(userId)) throw notFound();
          return ok(memberEntity(world, project, userById(world, userId)));
        },
      },
    ]),
  ];
}

function membersOf(world: World, project: Project): User[] {
  return [...project.members.keys()].map((id) => userById(world, id));
}

function mentions(user: User, words: string, more: readonly string[]): boolean {
  return [user.name, user.username, ...more].some((text) => text.toLowerCase().includes(words.toLowerCase()));
}
