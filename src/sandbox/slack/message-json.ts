import type { Channel, Message } from "./types.ts";
import type { Workspace } from "./workspace.ts";

/** A message as the history and the answers of `chat.*` show it; the metadata only where it was asked for. */
export function messageJson(
  workspace: Workspace,
  channel: Channel,
  message: Message,
  withMetadata: boolean,
): Record<string, unknown> {
  const { metadata, parse, link_names, reactions, reply_broadcast, ...shown } = message;
  const replies = channel.messages.filter((one) => one.thread_ts === message.ts && one.ts !== message.ts);
  const isReply = message.thread_ts !== undefined;
  const parent = isReply ? channel.messages.find((one) => one.ts === message.thread_ts) : undefined;
  return {
    type: "message",
    ...shown,
    ...(message.bot_id === undefined ? {} : { app_id: workspace.appId, team: workspace.teamId }),
    ...(parent === undefined ? {} : { parent_user_id: parent.user }),
    ...(replies.length === 0 ? {} : { thread_ts: message.ts, ...threadSummary(replies) }),
    ...(reactions.length === 0 ? {} : { reactions: reactions.map((one) => ({ ...one, count: one.users.length })) }),
    ...(channel.pins.some((pin) => pin.ts === message.ts) ? { pinned_to: [channel.id] } : {}),
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  };
}

function threadSummary(replies: readonly Message[]): Record<string, unknown> {
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  };
}

/** Where people find a message. */
export function permalink(workspace: Workspace, channel: Channel, message: Message): string {
  const address = `${workspace.url}archives/${channel.id}/p${message.ts.replace(".", "")}`;
  return message.thread_ts === undefined ? address : `${address}?thread_ts=${message.thread_ts}&cid=${channel.id}`;
}
