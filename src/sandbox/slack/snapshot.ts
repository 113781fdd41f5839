import type { Bookmark, Channel, Message, Ts, User } from "./types.ts";
import type { Workspace } from "./workspace.ts";

export interface ChannelSnapshot {
  id: string;
  name: string;
  topic: string;
  purpose: string;
  isPrivate: boolean;
  isArchived: boolean;
  isGeneral: boolean;
  creator: string;
  members: string[];
  /** The pinned messages, in the order of pinning. */
  pins: Ts[];
  bookmarks: Pick<Bookmark, "id" | "title" | "link" | "emoji">[];
  /** In the order of posting, replies and Slack's own lines among them. */
  messages: Message[];
}

/** The whole workspace as plain data: a copy that later calls do not change. */
export interface WorkspaceSnapshot {
  team: { id: string; name: string; url: string };
  channels: ChannelSnapshot[];
  /** What the app and a person, by id, say to each other alone. */
  directs: { id: string; userId: string; messages: Message[] }[];
  users: User[];
}

export function takeSnapshot(workspace: Workspace): WorkspaceSnapshot {
  return structuredClone({
    team: { id: workspace.teamId, name: workspace.teamName, url: workspace.url },
    channels: [...workspace.channels.values()].map(snapshotOf),
    directs: [...workspace.directs.values()].map(({ channel, userId }) => ({
      id: channel.id,
      userId,
      messages: channel.messages,
    })),
    users: [...workspace.users.values()],
  });
}

/** What people and bots said in a channel: its messages without the lines that Slack itself wrote. */
export function saidIn(channel: Pick<ChannelSnapshot, "messages">): Message[] {
  return channel.messages.filter(({ subtype }) => subtype === undefined || subtype === "thread_broadcast");
}

function snapshotOf(channel: Channel): ChannelSnapshot {
  const { id, name, isPrivate, isArchived, isGeneral, creator, members, messages } = channel;
  return {
    id,
    name,
    topic: channel.topic.value,
    purpose: channel.purpose.value,
    isPrivate,
    isArchived,
    isGeneral,
    creator,
    members,
    pins: channel.pins.map((pin) => pin.ts),
    bookmarks: channel.bookmarks.map(({ id, title, link, emoji }) => ({ id, title, link, emoji })),
    messages,
  };
}
