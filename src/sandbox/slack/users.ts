import { ApiError } from "./api-error.ts";
import type { User } from "./types.ts";
import type { Workspace } from "./workspace.ts";

/** What a new person may be given; the rest is made up. */
export interface NewUser {
  id?: string;
  name: string;
  realName?: string;
  email?: string;
  isBot?: boolean;
  deactivated?: boolean;
  restricted?: boolean;
  inviteError?: string;
}

export function addUser(workspace: Workspace, { id, name, realName, email, inviteError, ...flags }: NewUser): User {
  const user: User = {
    id: id ?? workspace.newId("U"),
    name,
    realName: realName ?? name,
    deactivated: flags.deactivated ?? false,
    restricted: flags.restricted ?? false,
    ...(email === undefined ? {} : { email }),
    ...(flags.isBot ? { botId: workspace.newId("B") } : {}),
    ...(inviteError === undefined ? {} : { inviteError }),
  };
  workspace.users.set(user.id, user);
  return user;
}

/** Fails with `user_not_found`. */
export function findUser(workspace: Workspace, id: string): User {
  const user = workspace.users.get(id);
  if (user === undefined) throw new ApiError("user_not_found");
  return user;
}

/** Fails with `users_not_found` (so spelt by Slack) for an unknown address and for one of a deactivated account. */
export function findUserByEmail(workspace: Workspace, email: string): User {
  const wanted = email.toLowerCase();
  for (const user of workspace.users.values()) {
    if (user.email?.toLowerCase() === wanted && !user.deactivated) return user;
  }
  throw new ApiError("users_not_found");
}

/** A person as `users.info` shows them. */
export function userJson(workspace: Workspace, user: User): Record<string, unknown> {
  return {
    id: user.id,
    team_id: workspace.teamId,
    name: user.name,
    deleted: user.deactivated,
    real_name: user.realName,
    tz: "Etc/UTC",
    tz_label: "Coordinated Universal Time",
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      ...(user.email === undefined ? {} : { email: user.email }),
      team: workspace.teamId,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.restricted,
    is_ultra_restricted: false,
    is_bot: user.botId !== undefined,
    is_app_user: false,
    updated: workspace.seconds(),
  };
}
