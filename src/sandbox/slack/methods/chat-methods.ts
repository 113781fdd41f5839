import { z } from "zod";
import { messageJson, permalink } from "../message-json.ts";
import { deleteMessage, findAddressee, postMessage, updateMessage } from "../messages.ts";
import { findChannel, findMessage } from "../workspace.ts";
import { flag, method, text } from "./method.ts";

const write = ["chat:write"];
const content = {
  text,
  markdown_text: text,
  blocks: z.unknown().optional(),
  metadata: z.unknown().optional(),
  parse: text,
  link_names: flag,
  reply_broadcast: flag,
};

/** The methods that post, change and point to messages. */
export const chatMethods = {
  "chat.postMessage": method({
    tier: 5,
    scopes: write,
    args: z.object({ channel: z.string(), thread_ts: text, ...content }),
    run({ workspace, user }, args) {
      const channel = findAddressee(workspace, user, args.channel);
      const message = postMessage(workspace, user, channel, args);
      return { channel: channel.id, ts: message.ts, message: messageJson(workspace, channel, message, true) };
    },
  }),

  "chat.update": method({
    tier: 3,
    scopes: write,
    args: z.object({ channel: z.string(), ts: z.string(), ...content }),
    run({ workspace, user }, args) {
      const channel = findChannel(workspace, user, args.channel);
      const message = updateMessage(workspace, user, channel, args.ts, args);
      const json = messageJson(workspace, channel, message, true);
      return { channel: channel.id, ts: message.ts, text: message.text, message: json };
    },
  }),

  "chat.delete": method({
    tier: 3,
    scopes: write,
    args: z.object({ channel: z.string(), ts: z.string() }),
    run({ workspace, user }, args) {
      const channel = findChannel(workspace, user, args.channel);
      deleteMessage(channel, user, args.ts);
      return { channel: channel.id, ts: args.ts };
    },
  }),

  "chat.getPermalink": method({
    tier: 5,
    scopes: [],
    json: false,
    args: z.object({ channel: z.string(), message_ts: z.string() }),
    run({ workspace, user }, args) {
      const channel = findChannel(workspace, user, args.channel);
      return { channel: channel.id, permalink: permalink(workspace, channel, findMessage(channel, args.message_ts)) };
    },
  }),
};
