import { ApiError } from "./api-error.ts";
import type { Channel, User } from "./types.ts";
import type { Workspace } from "./workspace.ts";

/**
 * `conversations.open` with one person: the conversation that there is, or a new one. Fails with
 * `users_list_not_supplied`, `user_not_found`, `user_disabled`.
 */
export function openDirect(workspace: Workspace, caller: User, userId: string): { channel: Channel; wasOpen: boolean } {
  if (userId === "") throw new ApiError("users_list_not_supplied");
  const user = workspace.users.get(userId);
  if (user === undefined) throw new ApiError("user_not_found");
  if (user.deactivated) throw new ApiError("user_disabled");
  for (const { channel, userId: other } of workspace.directs.values())
    if (other === userId && channel.members.includes(caller.id)) return { channel, wasOpen: true };

  const heading = { value: "", creator: "", last_set: 0 };
  const channel: Channel = {
    ...{ id: workspace.newId("D"), name: "", previousNames: [], creator: caller.id, createdAt: workspace.clock() },
    ...{ isPrivate: true, isArchived: false, isGeneral: false, topic: heading, purpose: { ...heading } },
    ...{ members: [caller.id, userId], pins: [], bookmarks: [], messages: [] },
  };
  workspace.directs.set(channel.id, { channel, userId });
  return { channel, wasOpen: false };
}
