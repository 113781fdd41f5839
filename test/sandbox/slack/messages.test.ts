import { beforeEach, describe, expect, it } from "vitest";
import { saidIn } from "../../../src/sandbox/slack/index.ts";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
let cathy: string;
let channel: string;
beforeEach(async () => {
  test = await startSlack();
  cathy = test.slack.addUser({ name: "cathy" });
  channel = test.slack.addChannel({ name: "escalated_customers", members: [test.slack.botUserId, cathy] });
});

const post = async (text: string, more: object = {}) =>
  (await test.client.chat.postMessage({ channel, text, ...more })).ts ?? "";
const said = () => test.slack.state().channels.flatMap(saidIn);
const section = { type: "section", text: { type: "mrkdwn", text: "hello" } } as const;

describe("posting", () => {
  it("goes by id, by name and by #name", async () => {
    for (const address of [channel, "escalated_customers", "#escalated_customers"]) {
      await expect(test.client.chat.postMessage({ channel: address, text: "hi" })).resolves.toMatchObject({ channel });
    }
    expect(said()).toHaveLength(3);
  });

  it("answers the message as it is kept, with the bot's id, and gives every message its own ts", async () => {
    const answer = await test.client.chat.postMessage({
      channel,
      text: "a & b <b>",
      metadata: { event_type: "e", event_payload: { key: "1" } },
    });
    const next = await post("next");

    expect(answer.message).toMatchObject({
      text: "a & b <b>",
      user: test.slack.botUserId,
      bot_id: expect.any(String),
      metadata: { event_type: "e" },
    });
    expect(answer.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(next > (answer.ts ?? "")).toBe(true);
  });

  it("needs a channel that is there, and membership", async () => {
    const foreign = test.slack.addChannel({ name: "foreign" });
    const secret = test.slack.addChannel({ name: "secret", isPrivate: true });

    expect(await refusal(test.client.chat.postMessage({ channel: "nowhere", text: "hi" }))).toBe("channel_not_found");
    expect(await refusal(test.client.chat.postMessage({ channel: secret, text: "hi" }))).toBe("channel_not_found");
    expect(await refusal(test.client.chat.postMessage({ channel: foreign, text: "hi" }))).toBe("not_in_channel");
  });

  it("needs something to say", async () => {
    expect(await refusal(test.client.chat.postMessage({ channel, text: "" }))).toBe("no_text");
    expect(await refusal(test.client.chat.postMessage({ channel, text: "", blocks: [] }))).toBe("no_text");
    await expect(post("", { blocks: [section] })).resolves.toBeTruthy();
  });

  it("cuts a text at 40,000 characters without a word", async () => {
    await post("x".repeat(40_001));

    expect(said()[0]?.text).toHaveLength(40_000);
  });

  it("refuses metadata that has not the two fields", async () => {
    const bad = (metadata: object) =>
      refusal(test.client.apiCall("chat.postMessage", { channel, text: "hi", metadata }));

    expect(await bad({ event_type: "e" })).toBe("invalid_metadata_schema");
    expect(await bad([1])).toBe("invalid_metadata_format");
    expect(await bad({ event_type: "e", event_payload: { key: "x".repeat(9000) } })).toBe("metadata_too_large");
    expect(said()).toEqual([]);
  });
});

describe("threads", () => {
  it("stay out of the channel's history, save broadcasts", async () => {
    const parent = await post("declared");
    await post("quiet", { thread_ts: parent });
    await post("loud", { thread_ts: parent, reply_broadcast: true });

    const history = await test.client.conversations.history({ channel });
    const replies = await test.client.conversations.replies({ channel, ts: parent });

    expect(history.messages?.map((message) => message.text)).toEqual(["loud", "declared"]);
    expect(history.messages?.[1]).toMatchObject({ reply_count: 2, thread_ts: parent });
    expect(history.messages?.[0]).toMatchObject({ subtype: "thread_broadcast", thread_ts: parent });
    expect(replies.messages?.map((message) => message.text)).toEqual(["declared", "quiet", "loud"]);
  });

  it("are not found under a ts that is none", async () => {
    expect(await refusal(test.client.conversations.replies({ channel, ts: "1.000001" }))).toBe("thread_not_found");
  });
});

describe("updating", () => {
  it("without blocks deletes the blocks, and without metadata keeps it", async () => {
    const ts = await post("old", { blocks: [section], metadata: { event_type: "e", event_payload: { key: "1" } } });

    await test.client.chat.update({ channel, ts, text: "new" });

    expect(said()).toEqual([
      expect.objectContaining({
        ts,
        text: "new",
        metadata: { event_type: "e", event_payload: { key: "1" } },
        edited: expect.anything(),
      }),
    ]);
    expect(said()[0]).not.toHaveProperty("blocks");
  });

  it("with empty metadata clears it", async () => {
    const ts = await post("old", { metadata: { event_type: "e", event_payload: {} } });

    await test.client.apiCall("chat.update", { channel, ts, text: "new", metadata: {} });

    expect(said()[0]).not.toHaveProperty("metadata");
  });

  it("takes 4,000 characters, so a message can be posted that cannot be edited", async () => {
    const ts = await post("x".repeat(5000));

    expect(await refusal(test.client.chat.update({ channel, ts, text: "x".repeat(4001) }))).toBe("msg_too_long");
    await test.client.chat.update({ channel, ts, text: "x".repeat(4000) });
    expect(said()[0]?.text).toHaveLength(4000);
  });

  it("is for one's own messages that are still there, in a channel that is not archived", async () => {
    const theirs = test.slack.as(cathy).post(channel, "mine");
    const own = await post("own");
    const archived = (await test.client.conversations.create({ name: "esc_acme" })).channel?.id ?? "";
    const late = (await test.client.chat.postMessage({ channel: archived, text: "late" })).ts ?? "";
    await test.client.conversations.archive({ channel: archived });
    test.slack.as(cathy).deleteMessage(channel, own);

    expect(await refusal(test.client.chat.update({ channel, ts: theirs, text: "x" }))).toBe("cant_update_message");
    expect(await refusal(test.client.chat.update({ channel, ts: own, text: "x" }))).toBe("message_not_found");
    expect(await refusal(test.client.chat.update({ channel: archived, ts: late, text: "x" }))).toBe("is_inactive");
  });

  it("broadcasts an old reply, or changes it, never both at once", async () => {
    const parent = await post("declared");
    const reply = await post("reply", { thread_ts: parent });
    const both = { channel, ts: reply, text: "changed", reply_broadcast: true };

    expect(await refusal(test.client.chat.update(both))).toBe("no_dual_broadcast_content_update");
    expect(await refusal(test.client.apiCall("chat.update", { channel, ts: parent, reply_broadcast: true }))).toBe(
      "cant_broadcast_message",
    );
    await test.client.apiCall("chat.update", { channel, ts: reply, reply_broadcast: true });
    expect(said()[1]).toMatchObject({ text: "reply", reply_broadcast: true });
  });
});

describe("deleting", () => {
  it("is for one's own messages, takes the pin along, and leaves a tombstone over replies", async () => {
    const theirs = test.slack.as(cathy).post(channel, "mine");
    const parent = await post("declared");
    await post("reply", { thread_ts: parent });
    await test.client.pins.add({ channel, timestamp: parent });

    expect(await refusal(test.client.chat.delete({ channel, ts: theirs }))).toBe("cant_delete_message");
    await test.client.chat.delete({ channel, ts: parent });

    expect(test.slack.state().channels[0]).toMatchObject({
      pins: [],
      messages: [{ text: "mine" }, { subtype: "tombstone" }, { text: "reply" }],
    });
    expect(await refusal(test.client.chat.update({ channel, ts: parent, text: "x" }))).toBe("message_not_found");
  });
});

describe("history", () => {
  it("is for members", async () => {
    const foreign = test.slack.addChannel({ name: "foreign" });

    expect(await refusal(test.client.conversations.history({ channel: foreign }))).toBe("not_in_channel");
  });

  it("shows metadata only when asked for it", async () => {
    await post("hi", { metadata: { event_type: "e", event_payload: { key: "1" } } });

    const plain = await test.client.conversations.history({ channel });
    const full = await test.client.conversations.history({ channel, include_all_metadata: true });

    expect(plain.messages?.[0]).not.toHaveProperty("metadata");
    expect(full.messages?.[0]?.metadata).toEqual({ event_type: "e", event_payload: { key: "1" } });
  });

  it("leaves its bounds out unless they are inclusive", async () => {
    const [first, second, third] = [await post("1"), await post("2"), await post("3")];
    const texts = async (args: object) =>
      (await test.client.conversations.history({ channel, ...args })).messages?.map((one) => one.text);

    expect(await texts({ oldest: first, latest: third })).toEqual(["2"]);
    expect(await texts({ oldest: first, latest: third, inclusive: true })).toEqual(["3", "2", "1"]);
    expect(await texts({ latest: second, inclusive: true, limit: 1 })).toEqual(["2"]);
    expect(await refusal(test.client.conversations.history({ channel, oldest: "yesterday" }))).toBe(
      "invalid_ts_oldest",
    );
  });

  it("gives the newest first page by page; from an oldest on, the pages go forward", async () => {
    const first = await post("1");
    for (const text of ["2", "3", "4"]) await post(text);
    const texts = async (args: object) => {
      const { messages, has_more } = await test.client.conversations.history({ channel, limit: 2, ...args });
      return { texts: messages?.map((one) => one.text), has_more };
    };
    const { response_metadata } = await test.client.conversations.history({ channel, limit: 2 });

    expect(await texts({})).toEqual({ texts: ["4", "3"], has_more: true });
    expect(await texts({ cursor: response_metadata?.next_cursor })).toEqual({ texts: ["2", "1"], has_more: false });
    expect(await texts({ oldest: first })).toEqual({ texts: ["3", "2"], has_more: true });
  });
});

describe("permalinks", () => {
  it("name the channel, the message and its thread", async () => {
    const parent = await post("declared");
    const reply = await post("reply", { thread_ts: parent });
    const link = async (message_ts: string) => (await test.client.chat.getPermalink({ channel, message_ts })).permalink;

    expect(await link(parent)).toBe(
      `https://sandbox-slack.example.test/archives/${channel}/p${parent.replace(".", "")}`,
    );
    expect(await link(reply)).toContain(`?thread_ts=${parent}&cid=${channel}`);
    expect(await refusal(test.client.chat.getPermalink({ channel, message_ts: "1.000001" }))).toBe("message_not_found");
  });
});
