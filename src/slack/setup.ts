import { z } from "zod";
import type { Clocks } from "../act/project-setup.ts";
import type { FoundChannel, WorkspaceSetup } from "../act/workspace-setup.ts";
import { SlackRefusal } from "./failure.ts";
import { type SlackCall, type WebApiOptions, webApi } from "./web-api.ts";

const Self = z.object({
  user: z.string().catch(""),
  user_id: z.string().catch(""),
  team: z.string().catch(""),
  bot_id: z.string().optional().catch(undefined),
  response_metadata: z
    .object({ scopes: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});

const Channel = z.object({
  id: z.string(),
  name: z.string().catch(""),
  is_archived: z.boolean().catch(false),
  is_private: z.boolean().catch(false),
  is_member: z.boolean().optional().catch(undefined),
});
const Page = z.object({
  channels: z.array(Channel).catch([]),
  response_metadata: z.object({ next_cursor: z.string().catch("") }).catch({ next_cursor: "" }),
});
const TYPES = "public_channel,private_channel";

/** Slack through its Web API, as the port that setting up needs. */
export function slackSetup(options: WebApiOptions): WorkspaceSetup {
  let clocks: Clocks | undefined;
  const onDate = (theirs: number) => {
    clocks = { theirs, ours: options.clock() };
  };
  const call = webApi({ ...options, onDate });

  return {
    clocks: () => clocks,

    async self() {
      const self = Self.parse(await call("auth.test", (slack) => slack.auth.test()));
      const { user, team, bot_id, response_metadata } = self;
      const scopes = response_metadata?.scopes?.filter((scope) => scope !== "");
      return {
        ...{ name: user || self.user_id, team, scopes },
        isBot: bot_id !== undefined ? true : options.token.startsWith("xoxp-") ? false : undefined,
      };
    },

    async channel(nameOrId) {
      const isId = /^[CG][A-Z0-9]{6,}$/.test(nameOrId);
      const found = isId ? await byId(call, nameOrId) : await byName(call, nameOrId);
      if (!found) return undefined;
      const { id, name, is_archived, is_private, is_member } = found;
      const isMember = is_member ?? (await isListed(call, id));
      return { id, name, isArchived: is_archived, isPrivate: is_private, isMember } satisfies FoundChannel;
    },

    async join(channelId) {
      await call("conversations.join", (slack) => slack.conversations.join({ channel: channelId }));
    },

    async knows({ slackId, email }) {
      try {
        if (slackId !== undefined) await call("users.info", (slack) => slack.users.info({ user: slackId }));
        else if (email !== undefined)
          await call("users.lookupByEmail", (slack) => slack.users.lookupByEmail({ email }));
        else return false;
        return true;
      } catch (error) {
        if (error instanceof SlackRefusal && /^users?_not_(found|visible)$/.test(error.code)) return false;
        throw error;
      }
    },
  };
}

async function byId(call: SlackCall, channel: string): Promise<z.infer<typeof Channel> | undefined> {
  try {
    const answer = await call("conversations.info", (slack) => slack.conversations.info({ channel }));
    return z.object({ channel: Channel }).safeParse(answer).data?.channel;
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === "channel_not_found") return undefined;
    throw error;
  }
}

/** Of several with the name, the one in use: an archived channel keeps its own. */
async function byName(call: SlackCall, name: string): Promise<z.infer<typeof Channel> | undefined> {
  let archived: z.infer<typeof Channel> | undefined;
  for await (const channels of pages(call, "conversations.list")) {
    const named = channels.filter((channel) => channel.name === name);
    const used = named.find((channel) => !channel.is_archived);
    if (used) return used;
    archived ??= named[0];
  }
  return archived;
}

async function isListed(call: SlackCall, id: string): Promise<boolean> {
  for await (const channels of pages(call, "users.conversations")) {
    if (channels.some((channel) => channel.id === id)) return true;
  }
  return false;
}

async function* pages(call: SlackCall, method: "conversations.list" | "users.conversations") {
  let cursor: { cursor?: string } = {};
  for (;;) {
    const asked = { types: TYPES, limit: 1000, ...cursor };
    const answer = await call(method, (slack) =>
      method === "conversations.list" ? slack.conversations.list(asked) : slack.users.conversations(asked),
    );
    const page = Page.parse(answer);
    yield page.channels;
    const next = page.response_metadata.next_cursor;
    if (next === "") return;
    cursor = { cursor: next };
  }
}
