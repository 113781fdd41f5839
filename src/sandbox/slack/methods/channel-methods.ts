import { z } from "zod";
import { channelJson } from "../channel-json.ts";
import {
  archiveChannel,
  createChannel,
  joinChannel,
  kickFromChannel,
  leaveChannel,
  renameChannel,
  setHeading,
  unarchiveChannel,
} from "../channels.ts";
import { openDirect } from "../directs.ts";
import { inviteToChannel } from "../invitations.ts";
import { flag, method } from "./method.ts";

const manage = ["channels:manage", "groups:write"];
const headings = ["channels:write.topic", "groups:write.topic", "channels:manage", "groups:write"];
const channel = z.string();

/** The methods that change channels. */
export const channelMethods = {
  "conversations.create": method({
    tier: 2,
    scopes: manage,
    args: z.object({ name: z.string().default(""), is_private: flag }),
    run({ workspace, user }, args) {
      const created = createChannel(workspace, user, { name: args.name, isPrivate: args.is_private ?? false });
      return {
        channel: {
          ...channelJson(workspace, created, user),
          last_read: "0000000000.000000",
          latest: null,
          unread_count: 0,
          unread_count_display: 0,
          priority: 0,
        },
      };
    },
  }),

  "conversations.join": method({
    tier: 3,
    scopes: ["channels:join"],
    args: z.object({ channel }),
    run({ workspace, user }, args) {
      const { channel: joined, wasMember } = joinChannel(workspace, user, args.channel);
      const warning = wasMember
        ? { warning: "already_in_channel", response_metadata: { warnings: ["already_in_channel"] } }
        : {};
      return { channel: channelJson(workspace, joined, user), ...warning };
    },
  }),

  "conversations.invite": method({
    tier: 3,
    scopes: ["channels:write.invites", "groups:write.invites", ...manage],
    args: z.object({ channel, users: z.string().default(""), force: flag }),
    run({ workspace, user }, args) {
      const ids = args.users.split(",").map((id) => id.trim());
      const invited = inviteToChannel(workspace, user, args.channel, ids.filter(Boolean), args.force ?? false);
      const errors = invited.errors.length > 0 ? { errors: invited.errors } : {};
      return { channel: channelJson(workspace, invited.channel, user), ...errors };
    },
  }),

  "conversations.open": method({
    tier: 3,
    // What a direct message to one person needs of the scopes that are named; several at once are not known here.
    scopes: ["im:write"],
    args: z.object({ users: z.string().default(""), return_im: flag }),
    run({ workspace, user }, args) {
      const { channel: direct, wasOpen } = openDirect(workspace, user, args.users.trim());
      const shown = args.return_im
        ? { created: Math.floor(direct.createdAt / 1000), is_im: true, user: args.users }
        : {};
      return { ...(wasOpen ? { no_op: true, already_open: true } : {}), channel: { id: direct.id, ...shown } };
    },
  }),

  "conversations.setTopic": method({
    tier: 2,
    scopes: headings,
    args: z.object({ channel, topic: z.string() }),
    run: ({ workspace, user }, args) => ({
      channel: channelJson(workspace, setHeading(workspace, user, args.channel, "topic", args.topic), user),
    }),
  }),

  "conversations.setPurpose": method({
    tier: 2,
    scopes: headings,
    args: z.object({ channel, purpose: z.string() }),
    run: ({ workspace, user }, args) => ({
      channel: channelJson(workspace, setHeading(workspace, user, args.channel, "purpose", args.purpose), user),
    }),
  }),

  "conversations.rename": method({
    tier: 2,
    scopes: manage,
    args: z.object({ channel, name: z.string().default("") }),
    run: ({ workspace, user }, args) => ({
      channel: channelJson(workspace, renameChannel(workspace, user, args.channel, args.name), user),
    }),
  }),

  "conversations.archive": method({
    tier: 2,
    scopes: manage,
    args: z.object({ channel }),
    run({ workspace, user }, args) {
      archiveChannel(workspace, user, args.channel);
      return {};
    },
  }),

  "conversations.unarchive": method({
    tier: 2,
    scopes: manage,
    args: z.object({ channel }),
    run({ workspace, user }, args) {
      unarchiveChannel(workspace, user, args.channel);
      return {};
    },
  }),

  "conversations.kick": method({
    tier: 3,
    scopes: manage,
    args: z.object({ channel, user: z.string() }),
    run({ workspace, user }, args) {
      kickFromChannel(workspace, user, args.channel, args.user);
      return { errors: {} };
    },
  }),

  "conversations.leave": method({
    tier: 3,
    scopes: manage,
    args: z.object({ channel }),
    // Slack's own example of leaving where one is not: neither ok nor an error.
    run: ({ workspace, user }, args) =>
      leaveChannel(workspace, user, args.channel) ? {} : { ok: false, not_in_channel: true },
  }),
};
