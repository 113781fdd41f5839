import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { addBookmark } from "../../src/sandbox/slack/bookmarks.ts";
import { createChannel, makeChannel } from "../../src/sandbox/slack/channels.ts";
import { postMessage } from "../../src/sandbox/slack/messages.ts";
import { methods } from "../../src/sandbox/slack/methods/index.ts";
import { addPin } from "../../src/sandbox/slack/pins.ts";
import { createRateLimiter } from "../../src/sandbox/slack/rate-limits.ts";
import { addUser } from "../../src/sandbox/slack/users.ts";
import { answerCall } from "../../src/sandbox/slack/web-api.ts";
import { createWorkspace } from "../../src/sandbox/slack/workspace.ts";

/** Slack's own method records, which lie beside a checkout and are no part of it. */
const data = new URL("../../../shared/data/slack/", import.meta.url);

const MethodRecord = z.object({
  rate_limits: z.templateLiteral(["t", z.enum(["1", "2", "3", "4", "5"])]),
  json_input_supported: z.boolean().default(false),
  scope: z.object({ bot: z.array(z.string()).nullish() }).optional(),
  args: z.object({ properties: z.record(z.string(), z.unknown()) }),
  errors: z.record(z.string(), z.unknown()),
});

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, data), "utf8"));
const record = (name: string) => MethodRecord.parse(read(`methods/${name}.json`));
const recorded = existsSync(data) ? [...methods.keys()] : [];

describe.skipIf(recorded.length === 0)("what Slack documents of a method", () => {
  it.each(recorded)("%s has its tier, its scopes and its kind of body", (name) => {
    const { rate_limits, scope, json_input_supported } = record(name);
    const method = methods.get(name);

    expect(`t${method?.tier}`).toBe(rate_limits);
    expect(scope?.bot ?? []).toEqual(expect.arrayContaining([...(method?.scopes ?? [])]));
    expect(method?.json).toBe(json_input_supported);
  });

  it.each(recorded)("%s refuses with errors from its list alone", (name) => {
    const emitted = new Set(callsOf(name).map(({ caller, args }) => errorOf(name, caller, args)));
    emitted.delete(undefined);

    const unlisted = [...emitted].filter((error) => !documentedErrors(name).has(String(error)));

    expect(unlisted.sort()).toEqual(observed[name] ?? []);
  });
});

/** What Slack really answers beside its own lists. */
const observed: Record<string, string[]> = {
  // A bot's unarchiving: slack-go/slack#1066.
  "conversations.unarchive": ["not_in_channel"],
};

/** What any method answers to a missing argument or a wrong token is in few of the lists. */
const everywhere = ["invalid_arguments", "invalid_auth", "not_authed"];

function documentedErrors(name: string): Set<string> {
  const common = z.object({ errors: z.record(z.string(), z.unknown()) }).parse(read("errors/common.json"));
  return new Set([...Object.keys(record(name).errors), ...Object.keys(common.errors), ...everywhere]);
}

type Caller = "bot" | "person";

/** Good and bad values of every argument, by its name; all combinations of them are tried. */
const values: Record<string, readonly unknown[]> = {
  channel: ["own", "old", "foreign", "secret", "general", "C404", undefined],
  channel_id: ["own", "old", "foreign", "secret", "C404", undefined],
  user: ["cathy", "bot", "U404", undefined],
  users: ["cathy", "cathy,U404", "bot", "member", "gone", "guest", "", undefined],
  email: ["cathy@example.test", "nobody@example.test", undefined],
  name: ["eyes", "Bad", "", "---", "x".repeat(81), "own", undefined],
  ts: ["mine", "theirs", "reply", "topic", "1.000001", "now", undefined],
  timestamp: ["mine", "theirs", "topic", "pinned", "1.000001", "now", undefined],
  message_ts: ["mine", "1.000001", undefined],
  thread_ts: [undefined, "mine"],
  topic: ["short", "x".repeat(251), undefined],
  purpose: ["short", "x".repeat(251), undefined],
  text: ["hi", "", "x".repeat(4001), undefined],
  markdown_text: [undefined, "*hi*"],
  blocks: [undefined, "[", "{}", '[{"type":"divider"}]', '[{"type":"nope"}]'],
  metadata: [undefined, "[", "[]", '{"event_type":"e"}', '{"event_type":"e","event_payload":{}}'],
  reply_broadcast: [undefined, "true"],
  cursor: [undefined, "nope"],
  limit: [undefined, "1", "-1", "many"],
  types: [undefined, "public_channel,private_channel", "nope"],
  oldest: [undefined, "1", "now", "yesterday"],
  latest: [undefined, "1", "yesterday"],
  title: ["title", "x".repeat(257), undefined],
  link: ["https://x.test", "x.test", undefined],
  emoji: [undefined, "nope"],
  type: ["link", "file", undefined],
  bookmark_id: ["bookmark", "Bk404", undefined],
  force: [undefined, "true"],
};

function callsOf(name: string): { caller: Caller; args: Record<string, unknown> }[] {
  const names = Object.keys(record(name).args.properties).filter((argument) => values[argument] !== undefined);
  let combinations: Record<string, unknown>[] = [{}];
  for (const argument of names) {
    const tried = values[argument] ?? [];
    // Beyond some thousands one argument at a time is varied, with the first value of the others.
    const product = combinations.flatMap((args) => tried.map((value) => ({ ...args, [argument]: value })));
    const single = tried.map((value) => ({ ...firsts(names), [argument]: value }));
    combinations =
      product.length <= 3000 ? product : [...combinations.map((args) => ({ ...firsts(names), ...args })), ...single];
  }
  return combinations.flatMap((args) => [
    { caller: "bot" as const, args },
    { caller: "person" as const, args },
  ]);
}

function firsts(names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name]?.[0]]));
}

/** The error of one call in a workspace of its own, where the words of `values` stand for ids. */
function errorOf(name: string, caller: Caller, args: Record<string, unknown>): string | undefined {
  const workspace = createWorkspace({ clock: () => 1_795_510_800_000, teamName: "Team", url: "https://x.test/" });
  const bot = addUser(workspace, { id: "bot", name: "bot", isBot: true });
  const cathy = addUser(workspace, { id: "cathy", name: "cathy", email: "cathy@example.test" });
  const member = addUser(workspace, { id: "member", name: "member" });
  addUser(workspace, { id: "gone", name: "gone", deactivated: true });
  addUser(workspace, { id: "guest", name: "guest", restricted: true });
  const ids = new Map<string, string>();

  const own = createChannel(workspace, bot, { name: "own", isPrivate: false });
  const old = createChannel(workspace, bot, { name: "old", isPrivate: false });
  const general = makeChannel(workspace, bot.id, { name: "general", isPrivate: false, isGeneral: true });
  general.members = [bot.id, member.id];
  const foreign = createChannel(workspace, member, { name: "foreign", isPrivate: false });
  const secret = createChannel(workspace, member, { name: "secret", isPrivate: true });
  for (const channel of [own, old, general, foreign, secret]) ids.set(channel.name, channel.id);
  for (const channel of [own, old]) {
    channel.members.push(member.id);
    const [topic] = channel.messages;
    const mine = postMessage(workspace, bot, channel, { text: "mine" });
    const theirs = postMessage(workspace, member, channel, { text: "theirs" });
    const reply = postMessage(workspace, bot, channel, { text: "reply", thread_ts: theirs.ts });
    const pinned = postMessage(workspace, bot, channel, { text: "pinned" });
    addPin(workspace, bot, channel.id, pinned.ts);
    const bookmark = addBookmark(workspace, bot, channel.id, { type: "link", title: "b", link: "https://x.test" });
    if (channel === old) continue;
    const named = { topic, mine, theirs, reply, pinned };
    for (const [word, message] of Object.entries(named)) ids.set(word, message?.ts ?? "");
    ids.set("bookmark", bookmark.id);
  }
  old.isArchived = true;

  const words = Object.entries(args).filter(([, value]) => value !== undefined);
  const isTs = (key: string) =>
    ["ts", "timestamp", "message_ts", "thread_ts", "channel", "channel_id", "bookmark_id"].includes(key);
  const real = words.map(([key, value]) => [key, isTs(key) ? (ids.get(String(value)) ?? value) : value]);
  const { body } = answerCall(
    {
      workspace,
      limiter: createRateLimiter(workspace.clock, "off"),
      tokens: new Map([
        ["bot", bot],
        ["person", cathy],
      ]),
      scopes: methods.get(name)?.scopes ?? [],
    },
    { method: name, token: caller, args: Object.fromEntries(real), isJson: false },
  );
  return body.error;
}
