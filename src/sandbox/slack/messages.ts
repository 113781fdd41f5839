import { ApiError } from "./api-error.ts";
import { readBlocks } from "./blocks.ts";
import { readMetadata } from "./metadata.ts";
import type { Channel, Message, Ts, User } from "./types.ts";
import { findMessage, isMember, type Workspace } from "./workspace.ts";

/** Longer texts are cut when posted, and refused when updated. */
const longestPost = 40_000;
const longestUpdate = 4_000;

/** What a message says, as it came over the wire: `blocks` and `metadata` as JSON text or as JSON. */
export interface Content {
  text?: string | undefined;
  markdown_text?: string | undefined;
  blocks?: unknown;
  metadata?: unknown;
  parse?: string | undefined;
  link_names?: boolean | undefined;
}

export interface Post extends Content {
  thread_ts?: Ts | undefined;
  reply_broadcast?: boolean | undefined;
}

/** The channel a message is meant for, by id or by name with or without #. Fails with `channel_not_found`. */
export function findAddressee(workspace: Workspace, sender: User, address: string): Channel {
  const direct = workspace.directs.get(address)?.channel;
  if (direct?.members.includes(sender.id)) return direct;
  const name = address.replace(/^#/, "");
  for (const channel of workspace.channels.values()) {
    const known = !channel.isPrivate || channel.members.includes(sender.id);
    if (known && (channel.id === address || channel.name === name)) return channel;
  }
  throw new ApiError("channel_not_found");
}

/**
 * `chat.postMessage`: text is cut at 40,000 characters without a word. A `thread_ts` that names no top-level message is
 * taken too, as Slack takes it, and makes a reply that nobody finds.
 */
export function postMessage(workspace: Workspace, sender: User, channel: Channel, post: Post): Message {
  if (channel.isArchived) throw new ApiError("is_archived");
  if (!isMember(channel, sender.id)) throw new ApiError("not_in_channel");
  const { text, blocks } = readContent(post);
  const metadata = readMetadata(post.metadata);
  const thread_ts = post.thread_ts || undefined;
  const broadcast = thread_ts !== undefined && post.reply_broadcast === true;
  const message: Message = {
    ts: workspace.newTs(),
    user: sender.id,
    ...(sender.botId === undefined ? {} : { bot_id: sender.botId }),
    ...(broadcast ? { subtype: "thread_broadcast", reply_broadcast: true } : {}),
    text: text.slice(0, longestPost),
    ...(blocks === undefined ? {} : { blocks }),
    ...(thread_ts === undefined ? {} : { thread_ts }),
    ...(metadata ? { metadata } : {}),
    ...reading(post),
    reactions: [],
  };
  channel.messages.push(message);
  return message;
}

/**
 * `chat.update`, of one's own messages: blocks that are not sent again are gone, metadata that is left out stays, `parse`
 * and `link_names` that are left out are reset.
 */
export function updateMessage(
  workspace: Workspace,
  sender: User,
  channel: Channel,
  ts: Ts,
  change: Content & { reply_broadcast?: boolean | undefined },
): Message {
  const message = findMessage(channel, ts);
  if (channel.isArchived) throw new ApiError("is_inactive");
  if (message.user !== sender.id || isSystemMessage(message)) throw new ApiError("cant_update_message");
  if (change.reply_broadcast === true && message.reply_broadcast !== true) return broadcast(message, change);

  if ((change.text ?? "").length > longestUpdate) throw new ApiError("msg_too_long");
  const { text, blocks } = readContent(change);
  const metadata = readMetadata(change.metadata);
  message.text = text;
  if (blocks === undefined) delete message.blocks;
  else message.blocks = blocks;
  if (metadata === null) delete message.metadata;
  else if (metadata !== undefined) message.metadata = metadata;
  delete message.parse;
  delete message.link_names;
  Object.assign(message, reading(change), { edited: { user: sender.id, ts: workspace.newTs() } });
  return message;
}

/** Shows a reply in the channel after all; that and a new content do not go in one call. */
function broadcast(message: Message, change: Content): Message {
  if (message.thread_ts === undefined) throw new ApiError("cant_broadcast_message");
  const changes = (change.text !== undefined && change.text !== message.text) || change.blocks !== undefined;
  if (changes) throw new ApiError("no_dual_broadcast_content_update");
  return Object.assign(message, { reply_broadcast: true, subtype: "thread_broadcast" });
}

/** `chat.delete`, of one's own messages, or of anybody's for a person here. A parent of replies leaves a tombstone. */
export function deleteMessage(channel: Channel, user: User, ts: Ts): void {
  const message = findMessage(channel, ts);
  if (message.user !== user.id && user.botId !== undefined) throw new ApiError("cant_delete_message");
  channel.pins = channel.pins.filter((pin) => pin.ts !== ts);
  const hasReplies = channel.messages.some((one) => one.thread_ts === ts && one.ts !== ts);
  if (!hasReplies) {
    channel.messages = channel.messages.filter((one) => one.ts !== ts);
    return;
  }
  delete message.blocks;
  delete message.metadata;
  Object.assign(message, { subtype: "tombstone", text: "This message was deleted.", user: "USLACKBOT", reactions: [] });
}

function readContent(content: Content): { text: string; blocks: Message["blocks"] } {
  const blocks = readBlocks(content.blocks);
  if (content.markdown_text !== undefined && content.markdown_text !== "") {
    if (content.text !== undefined || blocks !== undefined) throw new ApiError("markdown_text_conflict");
    return { text: "", blocks: readBlocks([{ type: "markdown", text: content.markdown_text }]) };
  }
  const text = content.text ?? "";
  if (text.trim() === "" && blocks === undefined) throw new ApiError("no_text");
  return { text, blocks };
}

function reading({ parse, link_names }: Content): Pick<Message, "parse" | "link_names"> {
  return { ...(parse ? { parse } : {}), ...(link_names ? { link_names } : {}) };
}

function isSystemMessage({ subtype }: Message): boolean {
  return subtype?.startsWith("channel_") ?? false;
}
