import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { channelJson, readTypes } from "../channel-json.ts";
import { type HistoryPage, history, replies } from "../history.ts";
import { messageJson } from "../message-json.ts";
import { page } from "../paging.ts";
import type { Channel } from "../types.ts";
import { findChannel, isMember, type Workspace } from "../workspace.ts";
import { type Caller, flag, method, paging, stretch, text } from "./method.ts";

const read = ["channels:read", "groups:read", "im:read", "mpim:read"];
const readHistory = ["channels:history", "groups:history", "im:history", "mpim:history"];
const listing = z.object({ ...paging, types: text, exclude_archived: flag });

/** The methods that read channels and what was said in them. */
export const listingMethods = {
  "conversations.list": method({
    tier: 2,
    scopes: read,
    json: false,
    args: listing,
    run: (caller, args) => listChannels(caller, args, () => true),
  }),

  "users.conversations": method({
    tier: 3,
    scopes: read,
    json: false,
    args: listing.extend({ user: text }),
    run(caller, args) {
      const of = args.user ?? caller.user.id;
      return listChannels(caller, args, (channel) => channel.members.includes(of));
    },
  }),

  "conversations.info": method({
    tier: 3,
    scopes: read,
    json: false,
    args: z.object({ channel: z.string(), include_num_members: flag }),
    run({ workspace, user }, args) {
      const channel = findChannel(workspace, user, args.channel);
      const count = args.include_num_members ? { num_members: channel.members.length } : {};
      return { channel: { ...channelJson(workspace, channel, user), ...count } };
    },
  }),

  "conversations.members": method({
    tier: 4,
    scopes: read,
    json: false,
    args: z.object({ channel: z.string(), ...paging }),
    run({ workspace, user }, args) {
      const channel = findChannel(workspace, user, args.channel);
      const { items, next_cursor } = page(channel.members, (id) => id, args);
      return { members: items, response_metadata: { next_cursor } };
    },
  }),

  "conversations.history": method({
    tier: 3,
    scopes: readHistory,
    args: z.object({ channel: z.string(), ...stretch }),
    run(caller, args) {
      const { workspace } = caller;
      const channel = findReadable(caller, args.channel);
      const latest = args.latest === undefined ? {} : { latest: args.latest };
      return {
        ...latest,
        ...historyJson(workspace, channel, history(channel, args), args.include_all_metadata ?? false),
        pin_count: channel.pins.length,
        channel_actions_ts: null,
        channel_actions_count: 0,
      };
    },
  }),

  "conversations.replies": method({
    tier: 3,
    scopes: readHistory,
    json: false,
    args: z.object({ channel: z.string(), ts: z.string().default(""), ...stretch }),
    run(caller, args) {
      const { workspace } = caller;
      // A thread one may not read is, by the documented errors, a channel that is not there.
      const channel = findReadable(caller, args.channel, "channel_not_found");
      return historyJson(workspace, channel, replies(channel, args.ts, args), args.include_all_metadata ?? false);
    },
  }),
};

/**
 * One page of channels. Archived ones are left out of a page only after it was cut, so that a page can come back short or
 * empty and yet have a next one.
 */
function listChannels(
  { workspace, user }: Caller,
  args: z.output<typeof listing>,
  wanted: (channel: Channel) => boolean,
) {
  const types = readTypes(args.types);
  if (types === undefined) throw new ApiError("invalid_types");
  const all = [...workspace.channels.values()].filter(
    (channel) =>
      wanted(channel) && (channel.isPrivate ? types.private && channel.members.includes(user.id) : types.public),
  );
  const { items, next_cursor } = page(all, (channel) => channel.id, args);
  const shown = args.exclude_archived ? items.filter((channel) => !channel.isArchived) : items;
  const channels = shown.map((channel) => ({
    ...channelJson(workspace, channel, user),
    num_members: channel.members.length,
  }));
  return { channels, response_metadata: { next_cursor } };
}

/**
 * Bots read only where they are or, once it is archived, were; people read every public channel. Direct messages have a
 * scope of their own.
 */
function findReadable({ workspace, user, scopes }: Caller, id: string, otherwise = "not_in_channel"): Channel {
  const channel = findChannel(workspace, user, id);
  if (workspace.directs.has(id) && !scopes.includes("im:history"))
    throw new ApiError("missing_scope", { needed: "im:history", provided: scopes.join(",") });
  const wasMember = channel.isArchived && channel.members.includes(user.id);
  if (user.botId !== undefined && !isMember(channel, user.id) && !wasMember) throw new ApiError(otherwise);
  return channel;
}

function historyJson(
  workspace: Workspace,
  channel: Channel,
  { messages, next_cursor }: HistoryPage,
  withMetadata: boolean,
) {
  return {
    messages: messages.map((message) => messageJson(workspace, channel, message, withMetadata)),
    has_more: next_cursor !== "",
    ...(next_cursor === "" ? {} : { response_metadata: { next_cursor } }),
  };
}
