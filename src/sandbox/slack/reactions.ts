import { ApiError } from "./api-error.ts";
import { checkTs } from "./pins.ts";
import type { Message, Ts, User } from "./types.ts";
import { findChannel, findMessage, type Workspace } from "./workspace.ts";

export interface ReactionTarget {
  channel: string;
  timestamp?: Ts | undefined;
  /** The emoji's name, without colons. */
  name: string;
}

/** `reactions.add`. */
export function addReaction(workspace: Workspace, user: User, target: ReactionTarget): void {
  if (findChannel(workspace, user, target.channel).isArchived) throw new ApiError("is_archived");
  const message = findTarget(workspace, user, target);
  const reaction = message.reactions.find((one) => one.name === target.name);
  if (reaction?.users.includes(user.id)) throw new ApiError("already_reacted");
  if (reaction === undefined) message.reactions.push({ name: target.name, users: [user.id] });
  else reaction.users.push(user.id);
}

/** `reactions.remove`, of one's own. */
export function removeReaction(workspace: Workspace, user: User, target: ReactionTarget): void {
  const message = findTarget(workspace, user, target);
  const reaction = message.reactions.find((one) => one.name === target.name);
  if (!reaction?.users.includes(user.id)) throw new ApiError("no_reaction");
  reaction.users = reaction.users.filter((id) => id !== user.id);
  message.reactions = message.reactions.filter((one) => one.users.length > 0);
}

function findTarget(workspace: Workspace, user: User, { channel: id, timestamp, name }: ReactionTarget): Message {
  if (!/^[a-z0-9_'+-]+(::skin-tone-[2-6])?$/.test(name)) throw new ApiError("invalid_name");
  return findMessage(findChannel(workspace, user, id), checkTs(timestamp));
}
