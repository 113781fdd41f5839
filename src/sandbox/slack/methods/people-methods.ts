import { z } from "zod";
import { page } from "../paging.ts";
import { findUser, findUserByEmail, userJson } from "../users.ts";
import { method, strictPaging } from "./method.ts";

/** The methods that say who is who. */
export const peopleMethods = {
  "auth.test": method({
    tier: 5,
    scopes: [],
    args: z.unknown(),
    run: ({ workspace, user }) => ({
      url: workspace.url,
      team: workspace.teamName,
      user: user.name,
      team_id: workspace.teamId,
      user_id: user.id,
      ...(user.botId === undefined ? {} : { bot_id: user.botId }),
      is_enterprise_install: false,
    }),
  }),

  "users.info": method({
    tier: 4,
    scopes: ["users:read"],
    json: false,
    args: z.object({ user: z.string() }),
    run: ({ workspace }, args) => ({ user: userJson(workspace, findUser(workspace, args.user)) }),
  }),

  "users.list": method({
    tier: 2,
    scopes: ["users:read"],
    json: false,
    args: z.object(strictPaging),
    run({ workspace }, args) {
      const { items, next_cursor } = page([...workspace.users.values()], (user) => user.id, args);
      const members = items.map((user) => userJson(workspace, user));
      return { members, cache_ts: workspace.seconds(), response_metadata: { next_cursor } };
    },
  }),

  "users.lookupByEmail": method({
    tier: 3,
    scopes: ["users:read.email"],
    json: false,
    args: z.object({ email: z.string() }),
    run: ({ workspace }, args) => ({ user: userJson(workspace, findUserByEmail(workspace, args.email)) }),
  }),
};
