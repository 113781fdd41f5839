import { z } from "zod";
import { addBookmark, bookmarkJson, editBookmark, removeBookmark } from "../bookmarks.ts";
import { messageJson, permalink } from "../message-json.ts";
import { addPin, listPins, removePin } from "../pins.ts";
import { addReaction, removeReaction } from "../reactions.ts";
import type { Channel, Pin } from "../types.ts";
import { findChannel, type Workspace } from "../workspace.ts";
import { method, text } from "./method.ts";

const pin = z.object({ channel: z.string(), timestamp: text });
const reaction = z.object({ channel: z.string(), timestamp: text, name: z.string() });
const channel_id = z.string();
const bookmark = { channel_id, title: text, link: text, emoji: text };

/** The methods of pins, bookmarks and reactions. */
export const markingMethods = {
  "pins.add": method({
    tier: 2,
    scopes: ["pins:write"],
    args: pin,
    run({ workspace, user }, args) {
      addPin(workspace, user, args.channel, args.timestamp);
      return {};
    },
  }),

  "pins.remove": method({
    tier: 2,
    scopes: ["pins:write"],
    args: pin,
    run({ workspace, user }, args) {
      removePin(workspace, user, args.channel, args.timestamp);
      return {};
    },
  }),

  "pins.list": method({
    tier: 2,
    scopes: ["pins:read"],
    json: false,
    args: z.object({ channel: z.string() }),
    run({ workspace, user }, args) {
      const { channel, pins } = listPins(workspace, user, args.channel);
      return { items: pins.flatMap((one) => pinJson(workspace, channel, one)) };
    },
  }),

  "bookmarks.add": method({
    tier: 2,
    scopes: ["bookmarks:write"],
    args: z.object({ ...bookmark, type: z.string() }),
    run: ({ workspace, user }, args) => ({
      bookmark: bookmarkJson(workspace, args.channel_id, addBookmark(workspace, user, args.channel_id, args)),
    }),
  }),

  "bookmarks.edit": method({
    tier: 2,
    scopes: ["bookmarks:write"],
    args: z.object({ ...bookmark, bookmark_id: z.string() }),
    run: ({ workspace, user }, args) => ({
      bookmark: bookmarkJson(
        workspace,
        args.channel_id,
        editBookmark(workspace, user, args.channel_id, args.bookmark_id, args),
      ),
    }),
  }),

  "bookmarks.remove": method({
    tier: 2,
    scopes: ["bookmarks:write"],
    args: z.object({ channel_id, bookmark_id: z.string() }),
    run({ workspace, user }, args) {
      removeBookmark(workspace, user, args.channel_id, args.bookmark_id);
      return {};
    },
  }),

  "bookmarks.list": method({
    tier: 3,
    scopes: ["bookmarks:read"],
    args: z.object({ channel_id }),
    run({ workspace, user }, args) {
      const { id, bookmarks } = findChannel(workspace, user, args.channel_id);
      return { bookmarks: bookmarks.map((one) => bookmarkJson(workspace, id, one)) };
    },
  }),

  "reactions.add": method({
    tier: 3,
    scopes: ["reactions:write"],
    args: reaction,
    run({ workspace, user }, args) {
      addReaction(workspace, user, args);
      return {};
    },
  }),

  "reactions.remove": method({
    tier: 2,
    scopes: ["reactions:write"],
    args: reaction,
    run({ workspace, user }, args) {
      removeReaction(workspace, user, args);
      return {};
    },
  }),
};

function pinJson(workspace: Workspace, channel: Channel, { ts, user, created }: Pin): Record<string, unknown>[] {
  const message = channel.messages.find((one) => one.ts === ts);
  if (message === undefined) return [];
  const shown = {
    ...messageJson(workspace, channel, message, false),
    permalink: permalink(workspace, channel, message),
  };
  return [{ type: "message", channel: channel.id, created, created_by: user, message: shown }];
}
