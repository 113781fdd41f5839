import { ApiError } from "./api-error.ts";
import type { Channel, DirectMessages, Message, Ts, User } from "./types.ts";

export interface WorkspaceOptions {
  /** The time, in milliseconds since the epoch. */
  clock: () => number;
  teamName: string;
  /** Where people would read the workspace; permalinks start with it. Ends with a slash. */
  url: string;
}

/** All that a workspace holds. The functions of the other files change it; nothing here knows of HTTP. */
export interface Workspace extends WorkspaceOptions {
  teamId: string;
  appId: string;
  users: Map<string, User>;
  /** In the order of creation, which is the order Slack's lists have here. */
  channels: Map<string, Channel>;
  /** By the conversation's id. */
  directs: Map<string, DirectMessages>;
  /**
   * For how many milliseconds a channel's name still counts as free after it was given. Above 0 it shows the race of two
   * simultaneous `conversations.create` calls that both succeed (slackapi/node-slack-sdk#1589).
   */
  nameRaceMs: number;
  /** A new unique id: the prefix says of what (C channel, U user, Bk bookmark). */
  newId(prefix: string): string;
  /** The time as a message id, later than every one given before. */
  newTs(): Ts;
  /** The time in whole seconds since the epoch. */
  seconds(): number;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  let ids = 0;
  let lastMicroseconds = 0;
  const newId = (prefix: string) => {
    ids += 1;
    return `${prefix}0${ids.toString(36).toUpperCase().padStart(8, "0")}`;
  };
  return {
    ...options,
    teamId: newId("T"),
    appId: newId("A"),
    users: new Map(),
    channels: new Map(),
    directs: new Map(),
    nameRaceMs: 0,
    newId,
    newTs() {
      lastMicroseconds = Math.max(options.clock() * 1000, lastMicroseconds + 1);
      return `${Math.floor(lastMicroseconds / 1e6)}.${String(lastMicroseconds % 1e6).padStart(6, "0")}`;
    },
    seconds: () => Math.floor(options.clock() / 1000),
  };
}

/** Whether a person counts as a member: nobody does of an archived channel, as archiving puts everyone out. */
export function isMember(channel: Channel, userId: string): boolean {
  return !channel.isArchived && channel.members.includes(userId);
}

/**
 * The channel of that id, for someone who may know of it: a private channel exists for who is or was in it.
 * Fails with `channel_not_found`.
 */
export function findChannel(workspace: Workspace, viewer: User, id: string): Channel {
  const channel = workspace.channels.get(id) ?? workspace.directs.get(id)?.channel;
  if (channel === undefined || (channel.isPrivate && !channel.members.includes(viewer.id))) {
    throw new ApiError("channel_not_found");
  }
  return channel;
}

/** As `findChannel`, for what members alone may do. Fails with `channel_not_found`, `is_archived`, `not_in_channel`. */
export function findOpenChannel(workspace: Workspace, member: User, id: string): Channel {
  const channel = findChannel(workspace, member, id);
  if (channel.isArchived) throw new ApiError("is_archived");
  if (!isMember(channel, member.id)) throw new ApiError("not_in_channel");
  return channel;
}

/** The message of that ts. A tombstone is none any more. Fails with `message_not_found`. */
export function findMessage(channel: Channel, ts: Ts): Message {
  const message = channel.messages.find((one) => one.ts === ts && one.subtype !== "tombstone");
  if (message === undefined) throw new ApiError("message_not_found");
  return message;
}

/** A line that Slack itself writes into the history, such as that someone set the topic. */
export function addSystemMessage(
  workspace: Workspace,
  channel: Channel,
  user: User,
  subtype: string,
  text: string,
): Message {
  const message: Message = { ts: workspace.newTs(), user: user.id, subtype, text, reactions: [] };
  channel.messages.push(message);
  return message;
}
