import { addBookmark } from "./bookmarks.ts";
import {
  archiveChannel,
  createChannel,
  joinChannel,
  leaveChannel,
  renameChannel,
  setHeading,
  unarchiveChannel,
} from "./channels.ts";
import { inviteToChannel } from "./invitations.ts";
import { deleteMessage, postMessage, updateMessage } from "./messages.ts";
import { addPin, removePin } from "./pins.ts";
import { addReaction } from "./reactions.ts";
import type { Ts, User } from "./types.ts";
import { findChannel, type Workspace } from "./workspace.ts";

/** What somebody does in the workspace by hand. Channels by id; refusals are thrown as ApiError. */
export interface Actor {
  post(channel: string, text: string, options?: { threadTs?: Ts }): Ts;
  edit(channel: string, ts: Ts, text: string): void;
  /** A person may delete anybody's message here, as a workspace's admin may. */
  deleteMessage(channel: string, ts: Ts): void;
  react(channel: string, ts: Ts, emoji: string): void;
  pin(channel: string, ts: Ts): void;
  unpin(channel: string, ts: Ts): void;
  /** Answers the bookmark's id. */
  bookmark(channel: string, title: string, link: string): string;
  createChannel(name: string, options?: { isPrivate?: boolean }): string;
  join(channel: string): void;
  leave(channel: string): void;
  invite(channel: string, ...userIds: string[]): void;
  setTopic(channel: string, topic: string): void;
  /** For the channel's creator. */
  rename(channel: string, name: string): void;
  archive(channel: string): void;
  unarchive(channel: string): void;
}

export function createActor(workspace: Workspace, user: User): Actor {
  const find = (id: string) => findChannel(workspace, user, id);
  return {
    post: (channel, text, { threadTs } = {}) =>
      postMessage(workspace, user, find(channel), { text, thread_ts: threadTs }).ts,
    edit: (channel, ts, text) => void updateMessage(workspace, user, find(channel), ts, { text }),
    deleteMessage: (channel, ts) => deleteMessage(find(channel), user, ts),
    react: (channel, timestamp, name) => addReaction(workspace, user, { channel, timestamp, name }),
    pin: (channel, ts) => addPin(workspace, user, channel, ts),
    unpin: (channel, ts) => removePin(workspace, user, channel, ts),
    bookmark: (channel, title, link) => addBookmark(workspace, user, channel, { type: "link", title, link }).id,
    createChannel: (name, { isPrivate = false } = {}) => createChannel(workspace, user, { name, isPrivate }).id,
    join: (channel) => void joinChannel(workspace, user, channel),
    leave: (channel) => void leaveChannel(workspace, user, channel),
    invite: (channel, ...userIds) => void inviteToChannel(workspace, user, channel, userIds, false),
    setTopic: (channel, topic) => void setHeading(workspace, user, channel, "topic", topic),
    rename: (channel, name) => void renameChannel(workspace, user, channel, name),
    archive: (channel) => archiveChannel(workspace, user, channel),
    unarchive: (channel) => unarchiveChannel(workspace, user, channel),
  };
}
