import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startSlack, type TestSlack } from "../sandbox/slack/support.ts";

/** Slack's example answers, which lie beside a checkout and are no part of it. */
const data = new URL("../../../shared/data/slack/responses/", import.meta.url);

/** Fields that the sandbox leaves out on purpose: pictures, read marks, canvases, and what is left from old clients. */
const leftOut = new Set([
  ..."image_24 image_32 image_48 image_72 image_192 image_512 image_original avatar_hash status_text status_emoji".split(
    " ",
  ),
  ..."color has_2fa last_read latest unread_count unread_count_display priority properties locale subscribed".split(
    " ",
  ),
  ..."is_frozen is_read_only pending_connected_team_ids username attachments subtype num_members warning response_metadata".split(
    " ",
  ),
]);

interface Scene {
  channel: string;
  user: string;
  ts: string;
  reply: string;
  bookmark: string;
}

const calls: Record<string, (test: TestSlack, scene: Scene) => Promise<unknown>> = {
  "auth.test.success_with_bot_token": ({ client }) => client.auth.test(),
  "users.lookupByEmail.success": ({ client }) => client.users.lookupByEmail({ email: "cathy@example.test" }),
  "users.info.success": ({ client }, { user }) => client.users.info({ user }),
  "users.list.success": ({ client }) => client.users.list({}),
  "users.conversations.success": ({ client }) => client.users.conversations({}),
  "conversations.list.success": ({ client }) => client.conversations.list({}),
  "conversations.info.success": ({ client }, { channel }) => client.conversations.info({ channel }),
  "conversations.create.success": ({ client }) => client.conversations.create({ name: "esc_new" }),
  "conversations.join.success": ({ client }, { channel }) => client.conversations.join({ channel }),
  "conversations.invite.success": ({ client }, { channel, user }) =>
    client.conversations.invite({ channel, users: user }),
  "conversations.members.success": ({ client }, { channel }) => client.conversations.members({ channel }),
  "conversations.setTopic.success": ({ client }, { channel }) => client.conversations.setTopic({ channel, topic: "t" }),
  "conversations.setPurpose.success": ({ client }, { channel }) =>
    client.conversations.setPurpose({ channel, purpose: "p" }),
  "conversations.archive.success": ({ client }, { channel }) => client.conversations.archive({ channel }),
  "conversations.rename.success": ({ client }, { channel }) =>
    client.conversations.rename({ channel, name: "esc_more" }),
  "conversations.leave.success": ({ client }, { channel }) => client.conversations.leave({ channel }),
  "conversations.history.success": ({ client }, { channel }) => client.conversations.history({ channel }),
  "conversations.replies.success": ({ client }, { channel, ts }) => client.conversations.replies({ channel, ts }),
  "chat.postMessage.success": ({ client }, { channel }) => client.chat.postMessage({ channel, text: "t" }),
  "chat.update.success": ({ client }, { channel, ts }) => client.chat.update({ channel, ts, text: "t" }),
  "chat.delete.success": ({ client }, { channel, ts }) => client.chat.delete({ channel, ts }),
  "chat.getPermalink.success": ({ client }, { channel, ts }) => client.chat.getPermalink({ channel, message_ts: ts }),
  "pins.add.success": ({ client }, { channel, reply }) => client.pins.add({ channel, timestamp: reply }),
  "pins.list.success": ({ client }, { channel }) => client.pins.list({ channel }),
  "pins.remove.success": ({ client }, { channel, ts }) => client.pins.remove({ channel, timestamp: ts }),
  "bookmarks.add.success": ({ client }, { channel: channel_id }) =>
    client.bookmarks.add({ channel_id, title: "t", type: "link", link: "https://x.test" }),
  "bookmarks.list.success": ({ client }, { channel: channel_id }) => client.bookmarks.list({ channel_id }),
  "bookmarks.edit.success": ({ client }, { channel: channel_id, bookmark: bookmark_id }) =>
    client.bookmarks.edit({ channel_id, bookmark_id, title: "t" }),
  "bookmarks.remove.success": ({ client }, { channel: channel_id, bookmark: bookmark_id }) =>
    client.bookmarks.remove({ channel_id, bookmark_id }),
  "reactions.add.success": ({ client }, { channel, ts }) =>
    client.reactions.add({ channel, timestamp: ts, name: "eyes" }),
};

const documented = existsSync(data) ? Object.keys(calls) : [];

describe.skipIf(documented.length === 0)("Slack's example answers", () => {
  it.each(documented)("%s has no field that the sandbox's answer lacks", async (name) => {
    const example: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, data), "utf8"));
    const test = await startSlack();

    const answer = await calls[name]?.(test, setTheScene(test));

    expect(missing(example, answer)).toEqual([]);
  });
});

function setTheScene({ slack }: TestSlack): Scene {
  const user = slack.addUser({ name: "cathy", realName: "Cathy Summers", email: "cathy@example.test" });
  const bot = slack.as(slack.botUserId);
  const channel = bot.createChannel("esc_acme");
  const ts = bot.post(channel, "welcome");
  const reply = bot.post(channel, "reply", { threadTs: ts });
  bot.pin(channel, ts);
  return { channel, user, ts, reply, bookmark: bot.bookmark(channel, "Issue", "https://x.test") };
}

/** The paths of fields that are in the example and absent here, or of another type. Of a list the first item counts. */
function missing(example: unknown, ours: unknown, path = ""): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(ours)) return [path];
    return example.length === 0 || ours.length === 0
      ? []
      : missing(example[0], ours.at(path.endsWith("members") ? -1 : 0), `${path}/0`);
  }
  if (typeof example !== "object" || example === null) {
    const isSame = example === null || ours === null || typeof ours === typeof example;
    return ours === undefined || !isSame ? [path] : [];
  }
  if (typeof ours !== "object" || ours === null) return [path];
  return Object.entries(example)
    .filter(([key]) => !leftOut.has(key))
    .flatMap(([key, value]) => missing(value, Reflect.get(ours, key), `${path}/${key}`));
}
