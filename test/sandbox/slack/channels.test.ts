import { beforeEach, describe, expect, it } from "vitest";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
let cathy: string;
beforeEach(async () => {
  test = await startSlack();
  cathy = test.slack.addUser({ name: "cathy", realName: "Cathy Summers", email: "cathy@example.test" });
});

const create = (name: string, is_private = false) => test.client.conversations.create({ name, is_private });
const createId = async (name: string, isPrivate = false) => (await create(name, isPrivate)).channel?.id ?? "";
const channelOf = (id: string) => test.slack.state().channels.find((channel) => channel.id === id);

describe("channel names", () => {
  it.each([
    ["", "invalid_name_required"],
    ["a".repeat(81), "invalid_name_maxlength"],
    ["---", "invalid_name_punctuation"],
    ["Esc_Acme", "invalid_name_specials"],
    ["esc acme", "invalid_name_specials"],
    ["esc_äcme", "invalid_name_specials"],
  ])("refuses %j and never puts it right", async (name, error) => {
    expect(await refusal(create(name))).toBe(error);
    expect(test.slack.state().channels).toEqual([]);
  });

  it("takes 80 characters", async () => {
    await expect(create("a".repeat(80))).resolves.toMatchObject({
      ok: true,
      channel: { name: "a".repeat(80), is_member: true },
    });
  });

  it("counts a name as taken by an archived channel, and by a private one that the bot cannot see", async () => {
    test.slack.addChannel({ name: "esc_old", archived: true });
    test.slack.addChannel({ name: "esc_secret", isPrivate: true, members: [cathy] });

    expect(await refusal(create("esc_old"))).toBe("name_taken");
    expect(await refusal(create("esc_secret"))).toBe("name_taken");
  });

  it("frees a name that a channel was renamed from before it was archived", async () => {
    const channel = await createId("esc_acme");
    await test.client.conversations.rename({ channel, name: "esc_acme_old" });
    await test.client.conversations.archive({ channel });

    await expect(create("esc_acme")).resolves.toMatchObject({ ok: true });
    expect(await refusal(test.client.conversations.rename({ channel, name: "esc_more" }))).toBe("is_archived");
  });

  it("can let two simultaneous creations of one name both succeed", async () => {
    test.slack.raceNames(1000);

    const [one, other] = await Promise.all([create("esc_acme"), create("esc_acme")]);
    test.pass(1);

    expect(one.channel?.id).not.toBe(other.channel?.id);
    expect(await refusal(create("esc_acme"))).toBe("name_taken");
  });
});

describe("archiving", () => {
  it("puts the bot out, keeps the name and cannot be undone by a bot, only by a person", async () => {
    const channel = await createId("esc_acme");
    await test.client.conversations.archive({ channel });

    expect(await refusal(test.client.conversations.archive({ channel }))).toBe("already_archived");
    expect(await refusal(test.client.conversations.unarchive({ channel }))).toBe("not_in_channel");
    expect(await refusal(test.client.conversations.join({ channel }))).toBe("is_archived");
    expect(await refusal(test.client.chat.postMessage({ channel, text: "hi" }))).toBe("is_archived");
    expect(await refusal(test.client.conversations.setTopic({ channel, topic: "x" }))).toBe("is_archived");
    expect(await refusal(test.client.conversations.invite({ channel, users: cathy }))).toBe("is_archived");

    const person = test.clientWith(test.slack.userToken(cathy));
    await expect(person.conversations.unarchive({ channel })).resolves.toMatchObject({ ok: true });
    expect(channelOf(channel)).toMatchObject({ isArchived: false, name: "esc_acme" });
  });

  it("needs membership, and spares #general", async () => {
    const foreign = test.slack.addChannel({ name: "esc_other", members: [cathy] });
    const general = test.slack.addChannel({ name: "general", isGeneral: true, members: [test.slack.botUserId] });

    expect(await refusal(test.client.conversations.archive({ channel: foreign }))).toBe("not_in_channel");
    expect(await refusal(test.client.conversations.archive({ channel: general }))).toBe("cant_archive_general");
  });

  it("leaves the history readable for a bot that was in it", async () => {
    const channel = await createId("esc_acme");
    await test.client.chat.postMessage({ channel, text: "last word" });
    await test.client.conversations.archive({ channel });

    const { messages } = await test.client.conversations.history({ channel });

    expect(messages?.map((message) => message.text)).toContain("last word");
  });
});

describe("inviting", () => {
  it("is all or nothing: one bad id rejects the batch and says why for each", async () => {
    const channel = await createId("esc_acme");
    const mona = test.slack.addUser({ name: "mona", inviteError: "ura_max_channels" });

    const failure = await test.client.conversations
      .invite({ channel, users: `${cathy},${mona},U404` })
      .catch((e) => e.data);

    expect(failure).toMatchObject({
      ok: false,
      error: "ura_max_channels",
      errors: [
        { user: mona, ok: false, error: "ura_max_channels" },
        { user: "U404", ok: false, error: "user_not_found" },
      ],
    });
    expect(channelOf(channel)?.members).toEqual([test.slack.botUserId]);
  });

  it("goes on with the others under force", async () => {
    const channel = await createId("esc_acme");

    const answer = await test.client.conversations.invite({ channel, users: `U404,${cathy}`, force: true });

    expect(answer).toMatchObject({ ok: true, errors: [{ user: "U404", error: "user_not_found" }] });
    expect(channelOf(channel)?.members).toEqual([test.slack.botUserId, cathy]);
  });

  it("refuses who is there already, oneself, guests, the deactivated and nobody", async () => {
    const channel = await createId("esc_acme");
    const guest = test.slack.addUser({ name: "guest", restricted: true });
    const gone = test.slack.addUser({ name: "gone", deactivated: true });
    const invite = (users: string) => refusal(test.client.conversations.invite({ channel, users }));
    await test.client.conversations.invite({ channel, users: cathy });

    expect(await invite(cathy)).toBe("already_in_channel");
    expect(await invite(test.slack.botUserId)).toBe("cant_invite_self");
    expect(await invite(guest)).toBe("user_is_restricted");
    expect(await invite(gone)).toBe("cant_invite");
    expect(await invite("")).toBe("no_user");
  });

  it("needs membership of the inviter", async () => {
    const foreign = test.slack.addChannel({ name: "esc_other" });

    expect(await refusal(test.client.conversations.invite({ channel: foreign, users: cathy }))).toBe("not_in_channel");
  });
});

describe("joining and leaving", () => {
  it("joins a public channel, with a warning the second time", async () => {
    const channel = test.slack.addChannel({ name: "escalated_customers" });

    await test.client.conversations.join({ channel });
    const again = await test.client.conversations.join({ channel });

    expect(again).toMatchObject({ ok: true, warning: "already_in_channel" });
    expect(channelOf(channel)?.members).toEqual([test.slack.botUserId]);
  });

  it("does not join private channels", async () => {
    const channel = test.slack.addChannel({ name: "esc_secret", isPrivate: true, members: [cathy] });

    expect(await refusal(test.client.conversations.join({ channel }))).toBe("method_not_supported_for_channel_type");
    expect(await refusal(test.client.conversations.info({ channel }))).toBe("channel_not_found");
  });

  it("kicks others, never oneself, and leaves", async () => {
    const channel = await createId("esc_acme");
    await test.client.conversations.invite({ channel, users: cathy });

    expect(await refusal(test.client.conversations.kick({ channel, user: test.slack.botUserId }))).toBe(
      "cant_kick_self",
    );
    await test.client.conversations.kick({ channel, user: cathy });
    await test.client.conversations.leave({ channel });

    expect(channelOf(channel)?.members).toEqual([]);
  });
});

describe("topic and purpose", () => {
  it("are at most 250 characters", async () => {
    const channel = await createId("esc_acme");

    expect(await refusal(test.client.conversations.setTopic({ channel, topic: "x".repeat(251) }))).toBe("too_long");
    expect(await refusal(test.client.conversations.setPurpose({ channel, purpose: "x".repeat(251) }))).toBe("too_long");
    await test.client.conversations.setTopic({ channel, topic: "x".repeat(250) });
    expect(channelOf(channel)?.topic).toHaveLength(250);
  });

  it("write a line into the history with every change", async () => {
    const channel = await createId("esc_acme");
    await test.client.conversations.setTopic({ channel, topic: "critical" });

    const { messages } = await test.client.conversations.history({ channel, limit: 1 });

    expect(messages).toEqual([
      expect.objectContaining({ subtype: "channel_topic", text: "set the channel topic: critical" }),
    ]);
  });
});

describe("lists of channels", () => {
  it("leave archived channels out only after a page was cut, so a page can be empty and not the last", async () => {
    test.slack.addChannel({ name: "old-1", archived: true });
    test.slack.addChannel({ name: "old-2", archived: true });
    test.slack.addChannel({ name: "live" });

    const first = await test.client.conversations.list({ limit: 2, exclude_archived: true });
    const second = await test.client.conversations.list({
      limit: 2,
      exclude_archived: true,
      cursor: first.response_metadata?.next_cursor ?? "",
    });

    expect(first.channels).toEqual([]);
    expect(second.channels?.map((channel) => channel.name)).toEqual(["live"]);
    expect(second.response_metadata?.next_cursor).toBe("");
  });

  it("hold private channels only when asked for, and only one's own", async () => {
    test.slack.addChannel({ name: "public" });
    test.slack.addChannel({ name: "mine", isPrivate: true, members: [test.slack.botUserId] });
    test.slack.addChannel({ name: "theirs", isPrivate: true, members: [cathy] });
    const names = async (types?: string) =>
      (await test.client.conversations.list(types === undefined ? {} : { types })).channels?.map(
        (channel) => channel.name,
      );

    expect(await names()).toEqual(["public"]);
    expect(await names("public_channel,private_channel")).toEqual(["public", "mine"]);
    expect(await refusal(test.client.conversations.list({ types: "secret" }))).toBe("invalid_types");
  });

  it("of the bot's own conversations hold what it is in, with the creator", async () => {
    test.slack.addChannel({ name: "elsewhere" });
    await create("esc_acme");

    const { channels } = await test.client.users.conversations({ types: "public_channel,private_channel" });

    expect(channels).toMatchObject([{ name: "esc_acme", creator: test.slack.botUserId, is_archived: false }]);
  });

  it("refuse a cursor and a limit they do not know", async () => {
    expect(await refusal(test.client.conversations.list({ cursor: "bm9wZQ==" }))).toBe("invalid_cursor");
    expect(await refusal(test.client.conversations.list({ limit: 2000 }))).toBe("invalid_limit");
  });

  it("give the members of a channel in pages", async () => {
    const channel = test.slack.addChannel({ name: "esc_acme", members: [cathy, test.slack.botUserId] });

    const first = await test.client.conversations.members({ channel, limit: 1 });
    const second = await test.client.conversations.members({
      channel,
      limit: 1,
      cursor: first.response_metadata?.next_cursor ?? "",
    });

    expect([first.members, second.members]).toEqual([[cathy], [test.slack.botUserId]]);
  });
});
