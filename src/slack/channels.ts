import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { Chat } from "../act/ports.ts";
import { SlackRefusal } from "./failure.ts";
import type { SlackCall } from "./web-api.ts";

/** Clocks differ; what happened this long before we began may be ours all the same. */
export const CLOCK_SLACK_MS = 60_000;
/** After this many taken names something else is wrong. */
const MOST_SUFFIXES = 50;

const Channel = z.object({ id: z.string(), name: z.string() });
const Listed = Channel.extend({
  creator: z.string().catch(""),
  created: z.number().catch(0),
  is_archived: z.boolean().catch(false),
});
const Page = z.object({
  channels: z.array(Listed).catch([]),
  response_metadata: z.object({ next_cursor: z.string().catch("") }).catch({ next_cursor: "" }),
});

type Request = Parameters<Chat["createChannel"]>[0];

/** Who the service is on Slack (auth.test). `url` is the workspace's address, with a slash at the end. */
export interface Self {
  userId: string;
  url: string;
}

/**
 * Makes a channel under the first name that can be had (P-OPEN-2). A taken name gets `_2`, `_3`, …, for archived and
 * private channels hold theirs too; a name Slack does not accept gives way to the next in `names`. Where an earlier
 * attempt may have got through, a channel that is ours and nobody else's is taken instead. `gone` are names known to be
 * taken, which are not tried again: a try counts against Slack's limit, so that a customer with twenty channels would
 * never get another.
 */
export async function createChannel(
  call: SlackCall,
  self: Self,
  request: Request,
  gone: Set<string>,
): Promise<{ id: string; name: string }> {
  if (request.since !== undefined) {
    const made = await findMade(call, self, request, request.since);
    if (made) return made;
  }
  for (const name of request.names) {
    const channel = await createNamed(call, name, request.isPrivate, gone);
    if (channel) return channel;
  }
  throw new OutsideError(
    `conversations.create: Slack accepts none of the names ${request.names.join(", ")}`,
    "give-up",
  );
}

async function createNamed(
  call: SlackCall,
  base: string,
  isPrivate: boolean,
  gone: Set<string>,
): Promise<{ id: string; name: string } | undefined> {
  for (let suffix = 1; suffix <= MOST_SUFFIXES; suffix += 1) {
    const name = suffix === 1 ? base : `${base}_${suffix}`;
    if (gone.has(name)) continue;
    try {
      const answer = await call("conversations.create", (slack) =>
        slack.conversations.create({ name, is_private: isPrivate }),
      );
      const { channel } = z.object({ channel: Channel }).parse(answer);
      gone.add(channel.name);
      return channel;
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      if (error.code.startsWith("invalid_name")) return undefined;
      if (error.code !== "name_taken") throw error;
      gone.add(name);
    }
  }
  return undefined;
}

/** Only the channels the bot is in are listed: conversations.list is slow and counted against a tight limit. */
async function findMade(
  call: SlackCall,
  self: Self,
  { names, isTaken }: Request,
  since: number,
): Promise<{ id: string; name: string } | undefined> {
  const candidates = await listed(
    call,
    "users.conversations",
    (cursor) => (slack) =>
      slack.users.conversations({
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: 200,
        ...cursor,
      }),
  );
  for (const channel of candidates) {
    const ours =
      channel.creator === self.userId && channel.created * 1000 >= since - CLOCK_SLACK_MS && !channel.is_archived;
    const named = names.some(
      (name) => channel.name === name || (channel.name.startsWith(`${name}_`) && /_\d+$/.test(channel.name)),
    );
    if (ours && named && !(await isTaken(channel.id))) return channel;
  }
  return undefined;
}

/** A channel that the policy names under `setting`, by its name or id, joined: only members may read its history. */
export async function joinNamed(call: SlackCall, nameOrId: string, setting: string): Promise<string> {
  const id = /^[CG][A-Z0-9]{6,}$/.test(nameOrId) ? nameOrId : await findByName(call, nameOrId);
  if (id === undefined) {
    throw new OutsideError(
      `Slack has no channel #${nameOrId} that the bot can see: make it, or invite the bot if it is private (${setting} in the policy)`,
      "repeat",
      { retryAfterMs: 30_000 },
    );
  }
  try {
    await call("conversations.join", (slack) => slack.conversations.join({ channel: id }));
  } catch (error) {
    // A private channel cannot be joined; if it was found, the bot is in it.
    if (!(error instanceof SlackRefusal) || error.remedy !== "give-up") throw error;
  }
  return id;
}

async function findByName(call: SlackCall, name: string): Promise<string | undefined> {
  const channels = await listed(
    call,
    "conversations.list",
    (cursor) => (slack) =>
      slack.conversations.list({
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: 1000,
        ...cursor,
      }),
    (channel) => channel.name === name,
  );
  return channels.find((channel) => channel.name === name)?.id;
}

async function listed(
  call: SlackCall,
  method: string,
  request: (cursor: { cursor?: string }) => Parameters<typeof call>[1],
  enough: (channel: z.infer<typeof Listed>) => boolean = () => false,
): Promise<z.infer<typeof Listed>[]> {
  const all: z.infer<typeof Listed>[] = [];
  let cursor: { cursor?: string } = {};
  for (;;) {
    const page = Page.parse(await call(method, request(cursor)));
    all.push(...page.channels);
    const next = page.response_metadata.next_cursor;
    if (next === "" || page.channels.some(enough)) return all;
    cursor = { cursor: next };
  }
}
