import { beforeEach, describe, expect, it } from "vitest";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
let channel: string;
let ts: string;
beforeEach(async () => {
  test = await startSlack();
  channel = test.slack.addChannel({ name: "esc_acme", members: [test.slack.botUserId] });
  ts = (await test.client.chat.postMessage({ channel, text: "welcome" })).ts ?? "";
});

const state = () => test.slack.state().channels[0];

describe("pins", () => {
  it("are put on once and taken off once", async () => {
    await test.client.pins.add({ channel, timestamp: ts });
    expect(await refusal(test.client.pins.add({ channel, timestamp: ts }))).toBe("already_pinned");
    await expect(test.client.pins.list({ channel })).resolves.toMatchObject({
      items: [
        {
          type: "message",
          channel,
          created_by: test.slack.botUserId,
          message: { text: "welcome", pinned_to: [channel] },
        },
      ],
    });
    expect(state()?.pins).toEqual([ts]);

    await test.client.pins.remove({ channel, timestamp: ts });
    expect(await refusal(test.client.pins.remove({ channel, timestamp: ts }))).toBe("no_pin");
    expect(state()?.pins).toEqual([]);
  });

  it("need a message, a channel one is in, and room", async () => {
    const foreign = test.slack.addChannel({ name: "foreign" });

    expect(await refusal(test.client.pins.add({ channel, timestamp: "1.000001" }))).toBe("message_not_found");
    expect(await refusal(test.client.pins.add({ channel, timestamp: "now" }))).toBe("bad_timestamp");
    expect(await refusal(test.client.apiCall("pins.add", { channel }))).toBe("no_item_specified");
    expect(await refusal(test.client.pins.add({ channel: foreign, timestamp: ts }))).toBe("not_in_channel");
    for (let i = 0; i < 100; i++)
      test.slack.as(test.slack.botUserId).pin(channel, test.slack.as(test.slack.botUserId).post(channel, "more"));
    expect(await refusal(test.client.pins.add({ channel, timestamp: ts }))).toBe("too_many_pins");
  });
});

describe("bookmarks", () => {
  const link = "https://gitlab.example.test/escalations/-/issues/7";
  const add = (more: object = {}) =>
    test.client.apiCall("bookmarks.add", { channel_id: channel, type: "link", title: "Issue", link, ...more });

  it("are added, also twice, edited, listed and removed", async () => {
    await add({ emoji: ":ticket:" });
    await add();
    const [first, second] = (await test.client.bookmarks.list({ channel_id: channel })).bookmarks ?? [];
    expect([first, second]).toMatchObject([{ title: "Issue", link, emoji: ":ticket:", type: "link" }, { link }]);

    await test.client.bookmarks.edit({ channel_id: channel, bookmark_id: first?.id ?? "", title: "Tracker" });
    await test.client.bookmarks.remove({ channel_id: channel, bookmark_id: second?.id ?? "" });

    expect(state()?.bookmarks).toEqual([{ id: first?.id, title: "Tracker", link, emoji: ":ticket:" }]);
    expect(await refusal(test.client.bookmarks.remove({ channel_id: channel, bookmark_id: "Bk404" }))).toBe(
      "not_found",
    );
  });

  it("are checked", async () => {
    expect(await refusal(add({ link: "ftp://example.test" }))).toBe("invalid_link");
    expect(await refusal(add({ link: `https://example.test/${"x".repeat(2048)}` }))).toBe("invalid_arguments");
    expect(await refusal(add({ title: "x".repeat(257) }))).toBe("invalid_arguments");
    expect(await refusal(add({ title: "" }))).toBe("invalid_arguments");
    expect(await refusal(add({ type: "file" }))).toBe("invalid_bookmark_type");
    expect(await refusal(add({ emoji: "ticket" }))).toBe("invalid_emoji");
    expect(await refusal(add({ channel_id: "C404" }))).toBe("channel_not_found");
    expect(state()?.bookmarks).toEqual([]);
  });

  it("are not for who is not in the channel, and have a limit", async () => {
    const foreign = test.slack.addChannel({ name: "foreign" });
    for (let i = 0; i < 100; i++) await add();

    expect(await refusal(add({ channel_id: foreign }))).toBe("permission_denied");
    expect(await refusal(add())).toBe("too_many_bookmarks");
  });
});

describe("reactions", () => {
  it("are given once by everybody", async () => {
    const reaction = { channel, timestamp: ts, name: "white_check_mark" };
    await test.client.reactions.add(reaction);

    expect(await refusal(test.client.reactions.add(reaction))).toBe("already_reacted");
    expect(await refusal(test.client.reactions.add({ ...reaction, name: ":x:" }))).toBe("invalid_name");
    expect(state()?.messages[0]?.reactions).toEqual([{ name: "white_check_mark", users: [test.slack.botUserId] }]);

    await test.client.reactions.remove(reaction);
    expect(await refusal(test.client.reactions.remove(reaction))).toBe("no_reaction");
    expect(state()?.messages[0]?.reactions).toEqual([]);
  });
});
