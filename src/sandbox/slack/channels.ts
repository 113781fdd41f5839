import { ApiError } from "./api-error.ts";
import { checkFree, checkName } from "./channel-name.ts";
import type { Channel, Heading, User } from "./types.ts";
import { addSystemMessage, findChannel, findOpenChannel, isMember, type Workspace } from "./workspace.ts";

/** The longest topic and the longest purpose, in characters. */
const longestHeading = 250;

export interface NewChannel {
  name: string;
  isPrivate: boolean;
  isGeneral?: boolean;
}

/** `conversations.create`: the creator is its first member. */
export function createChannel(workspace: Workspace, creator: User, wanted: NewChannel): Channel {
  checkName(wanted.name);
  checkFree(workspace, wanted.name);
  const channel = makeChannel(workspace, creator.id, wanted);
  addMember(workspace, channel, creator);
  return channel;
}

/** A channel with nobody in it, whatever its name. */
export function makeChannel(
  workspace: Workspace,
  creator: string,
  { name, isPrivate, isGeneral = false }: NewChannel,
): Channel {
  const channel: Channel = {
    id: workspace.newId("C"),
    name,
    previousNames: [],
    isPrivate,
    isArchived: false,
    isGeneral,
    creator,
    createdAt: workspace.clock(),
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    members: [],
    pins: [],
    bookmarks: [],
    messages: [],
  };
  workspace.channels.set(channel.id, channel);
  return channel;
}

/** Puts someone in; the history says so, as Slack's does. */
export function addMember(workspace: Workspace, channel: Channel, user: User): void {
  channel.members.push(user.id);
  addSystemMessage(workspace, channel, user, "channel_join", `<@${user.id}> has joined the channel`);
}

/** `conversations.join`. A bot gets into a private channel by invitation alone. */
export function joinChannel(workspace: Workspace, user: User, id: string): { channel: Channel; wasMember: boolean } {
  const channel = workspace.channels.get(id);
  if (channel === undefined) throw new ApiError("channel_not_found");
  if (channel.isPrivate) throw new ApiError("method_not_supported_for_channel_type");
  if (channel.isArchived) throw new ApiError("is_archived");
  const wasMember = isMember(channel, user.id);
  if (!wasMember) addMember(workspace, channel, user);
  return { channel, wasMember };
}

/** `conversations.leave`. Says whether there was anything to leave. */
export function leaveChannel(workspace: Workspace, user: User, id: string): boolean {
  const channel = findChannel(workspace, user, id);
  if (channel.isArchived) throw new ApiError("is_archived");
  if (!isMember(channel, user.id)) return false;
  if (channel.isGeneral) throw new ApiError("cant_leave_general");
  if (channel.isPrivate && channel.members.length === 1) throw new ApiError("last_member");
  removeMember(workspace, channel, user);
  return true;
}

/** `conversations.kick`. */
export function kickFromChannel(workspace: Workspace, user: User, id: string, kickedId: string): void {
  const channel = findChannel(workspace, user, id);
  const kicked = workspace.users.get(kickedId);
  if (kicked === undefined) throw new ApiError("user_not_found");
  if (kicked.id === user.id) throw new ApiError("cant_kick_self");
  if (channel.isGeneral) throw new ApiError("cant_kick_from_general");
  if (!isMember(channel, user.id) || !isMember(channel, kicked.id)) throw new ApiError("not_in_channel");
  removeMember(workspace, channel, kicked);
}

function removeMember(workspace: Workspace, channel: Channel, user: User): void {
  channel.members = channel.members.filter((id) => id !== user.id);
  addSystemMessage(workspace, channel, user, "channel_leave", `<@${user.id}> has left the channel`);
}

/** `conversations.setTopic` and `conversations.setPurpose`; each also writes a line into the history. */
export function setHeading(
  workspace: Workspace,
  user: User,
  id: string,
  heading: "topic" | "purpose",
  value: string,
): Channel {
  const channel = findOpenChannel(workspace, user, id);
  if ([...value].length > longestHeading) throw new ApiError("too_long");
  const set: Heading = { value, creator: user.id, last_set: workspace.seconds() };
  channel[heading] = set;
  addSystemMessage(workspace, channel, user, `channel_${heading}`, `set the channel ${heading}: ${value}`);
  return channel;
}

/** `conversations.rename`, for the channel's creator. Fails with `is_archived`: rename before archiving. */
export function renameChannel(workspace: Workspace, user: User, id: string, name: string): Channel {
  const channel = findOpenChannel(workspace, user, id);
  if (channel.creator !== user.id) throw new ApiError("not_authorized");
  checkName(name);
  if (name === channel.name) return channel;
  checkFree(workspace, name);
  addSystemMessage(
    workspace,
    channel,
    user,
    "channel_name",
    `has renamed the channel from "${channel.name}" to "${name}"`,
  );
  channel.previousNames.push(channel.name);
  channel.name = name;
  return channel;
}

/** `conversations.archive`, for members. Everyone is put out, the bot too, and the name stays taken. */
export function archiveChannel(workspace: Workspace, user: User, id: string): void {
  const channel = findChannel(workspace, user, id);
  if (channel.isArchived) throw new ApiError("already_archived");
  if (!isMember(channel, user.id)) throw new ApiError("not_in_channel");
  if (channel.isGeneral) throw new ApiError("cant_archive_general");
  addSystemMessage(workspace, channel, user, "channel_archive", `<@${user.id}> archived the channel`);
  channel.isArchived = true;
}

/**
 * `conversations.unarchive`, for people. A bot asks in vain: it was put out of the channel on archiving, membership is
 * wanted, and an archived channel cannot be joined, so Slack answers `not_in_channel` (slack-go/slack#1066).
 */
export function unarchiveChannel(workspace: Workspace, user: User, id: string): void {
  const channel = findChannel(workspace, user, id);
  if (!channel.isArchived) throw new ApiError("not_archived");
  if (user.botId !== undefined) throw new ApiError("not_in_channel");
  channel.isArchived = false;
  if (!channel.members.includes(user.id)) addMember(workspace, channel, user);
  addSystemMessage(workspace, channel, user, "channel_unarchive", `<@${user.id}> un-archived the channel`);
}
