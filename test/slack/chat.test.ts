import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { type SlackScene, slackScene } from "./support.ts";

let scene: SlackScene;
beforeEach(async () => {
  scene = await slackScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

const MESSAGE = { heading: "New escalation" };
const nobodyHasIt = async () => false;

function createRequest(changed: object = {}) {
  return {
    key: "7#1" as const,
    names: ["esc_acme"],
    isPrivate: false,
    since: undefined,
    isTaken: nobodyHasIt,
    ...changed,
  };
}

async function aChannel(): Promise<string> {
  return (await scene.chat.createChannel(createRequest())).channelId;
}

function mona(): string {
  return scene.ids["mona"] ?? "";
}

function channelNamed(name: string) {
  return scene.slack.state().channels.find((channel) => channel.name === name);
}

describe("making a channel (P-OPEN-2)", () => {
  it("answers its id, its name and where people find it", async () => {
    const channel = await scene.chat.createChannel(createRequest());

    expect(channel).toEqual({
      channelId: channelNamed("esc_acme")?.id,
      name: "esc_acme",
      url: `https://sandbox-slack.example.test/archives/${channelNamed("esc_acme")?.id}`,
    });
  });

  it.each([{ archived: true }, { isPrivate: true }, {}])("a name held by %j gets a number", async (holder) => {
    scene.slack.addChannel({ name: "esc_acme", ...holder });

    expect((await scene.chat.createChannel(createRequest())).name).toBe("esc_acme_2");
  });

  it("a name Slack does not accept gives way to the next", async () => {
    const { name } = await scene.chat.createChannel(createRequest({ names: ["Esc Acme!", "esc_1"] }));

    expect(name).toBe("esc_1");
  });

  it("no acceptable name at all is given up", async () => {
    await expect(scene.chat.createChannel(createRequest({ names: ["Esc Acme!"] }))).rejects.toMatchObject({
      remedy: "give-up",
    });
  });

  it("a private one where it must be", async () => {
    await scene.chat.createChannel(createRequest({ isPrivate: true }));

    expect(channelNamed("esc_acme")?.isPrivate).toBe(true);
  });

  it("after a lost answer takes the one that was made, with whatever number it got", async () => {
    scene.slack.addChannel({ name: "esc_acme", archived: true });
    const since = scene.now();
    const made = await scene.another().createChannel(createRequest());

    const found = await scene.another().createChannel(createRequest({ since }));

    expect(found).toEqual(made);
    expect(found.name).toBe("esc_acme_2");
  });

  it("after a lost answer does not take another escalation's, a person's, or an older one", async () => {
    const older = await scene.another().createChannel(createRequest());
    scene.slack.addChannel({ name: "esc_acme_2", creator: scene.ids["mona"] ?? "", members: [scene.slack.botUserId] });
    scene.pass(10 * 60_000);
    const since = scene.now();
    const others = await scene.another().createChannel(createRequest({ key: "7#2" }));

    const isTaken = async (id: string) => id === others.channelId;
    const { name } = await scene.another().createChannel(createRequest({ since, isTaken }));

    expect([older.name, others.name, name]).toEqual(["esc_acme", "esc_acme_3", "esc_acme_4"]);
  });

  it("one customer's twenty-first channel is still to be had, though each try counts against Slack's limit", async () => {
    scene.slack.addChannel({ name: "esc_acme", archived: true });
    for (let n = 2; n <= 30; n += 1) scene.slack.addChannel({ name: `esc_acme_${n}`, archived: true });
    scene.slack.limits.set("real");
    const first = await scene.chat.createChannel(createRequest()).catch((error: unknown) => error);
    expect(first).toMatchObject({ remedy: "repeat" });
    scene.pass(60_000);

    const { name } = await scene.chat.createChannel(createRequest());

    expect(name).toBe("esc_acme_31");
  });
});

describe("messages", () => {
  it("after a lost answer are looked up by their key, over more than one page, and not posted again", async () => {
    const channelId = await aChannel();
    const since = scene.now();
    const post = (key: string, from?: number) =>
      scene.chat.postMessage({ to: { channelId }, message: MESSAGE, key, since: from });
    const posted = await post("7#1/opening/1");
    for (let n = 0; n < 40; n += 1) await post(`7#1/other/${n}`);

    expect(
      await scene.another().postMessage({ to: { channelId }, message: MESSAGE, key: "7#1/opening/1", since }),
    ).toEqual(posted);
    expect(saidIn(channelNamed("esc_acme") ?? { messages: [] })).toHaveLength(41);
  });

  it("announcements: the channel is joined first, by name or id, and found once", async () => {
    await scene.chat.postMessage({ to: "announcements", message: MESSAGE, key: "a", since: undefined });
    await scene.chat.postMessage({ to: "announcements", message: MESSAGE, key: "b", since: undefined });
    const id = channelNamed("escalated_customers")?.id ?? "";
    await scene
      .another({ announcements: () => id })
      .postMessage({ to: "announcements", message: MESSAGE, key: "c", since: undefined });

    expect(saidIn(channelNamed("escalated_customers") ?? { messages: [] })).toHaveLength(3);
    expect(scene.slack.requests.count("conversations.list")).toBe(1);
    expect(scene.slack.requests.count("conversations.join")).toBe(2);
  });

  it("a report goes to the channel that the policy names, once, or says which key of it to put right", async () => {
    scene.slack.addChannel({ name: "figures" });
    const since = scene.now();
    const post = (channel: string, from?: number) =>
      scene.chat.postReport({ channel, setting: "weekly_digest.channel", message: MESSAGE, key: "w", since: from });
    await post("figures");
    await post("figures", since);

    expect(saidIn(channelNamed("figures") ?? { messages: [] })).toHaveLength(1);
    await expect(post("nowhere-yet")).rejects.toMatchObject({
      ...{ remedy: "repeat", message: expect.stringContaining("weekly_digest.channel") },
    });
  });

  it("announcements: a channel that is not there is waited for, and told how to put right", async () => {
    const chat = scene.another({ announcements: () => "nowhere" });
    const post = () => chat.postMessage({ to: "announcements", message: MESSAGE, key: "a", since: undefined });

    await expect(post()).rejects.toMatchObject({ remedy: "repeat", message: expect.stringContaining("#nowhere") });
    scene.slack.addChannel({ name: "nowhere" });

    await expect(post()).resolves.toMatchObject({ channelId: channelNamed("nowhere")?.id });
  });

  describe.each([
    {
      refusal: "is_archived",
      lose: (id: string) => scene.slack.as(mona()).archive(id),
      putRight: (id: string) => {
        scene.slack.as(mona()).unarchive(id);
        return id;
      },
    },
    {
      refusal: "channel_not_found",
      // As one that was deleted: its id is known to nobody any more.
      lose: (id: string) => {
        scene.slack.as(mona()).rename(id, "old_news");
        scene.slack.faults.add({ fault: { kind: "error", error: "channel_not_found" }, channel: id });
      },
      putRight: () => scene.slack.addChannel({ name: "news" }),
    },
  ])("announcements: the channel is lost meanwhile ($refusal)", ({ refusal, lose, putRight }) => {
    it("the message waits half a minute at a time, and is posted once when the channel is there", async () => {
      const id = scene.slack.addChannel({ name: "news", creator: mona() });
      const chat = scene.another({ announcements: () => "news" });
      const post = (key: string, since?: number) =>
        chat.postMessage({ to: "announcements", message: MESSAGE, key, since });
      await post("7#1/announcement/1");
      lose(id);
      const since = scene.now();
      const waits = { remedy: "repeat", retryAfterMs: 30_000 };

      await expect(post("7#2/announcement/1")).rejects.toMatchObject({
        ...waits,
        message: expect.stringContaining(refusal),
      });
      scene.pass(30_000);
      await expect(post("7#2/announcement/1")).rejects.toMatchObject(waits);
      scene.pass(30_000);
      const found = putRight(id);
      const posted = await post("7#2/announcement/1");

      expect(posted.channelId).toBe(found);
      // Were its answer lost, it would be found there and not posted again.
      expect(await post("7#2/announcement/1", since)).toEqual(posted);
      const said = scene.slack.state().channels.flatMap((channel) => saidIn(channel));
      expect(said).toHaveLength(2);
    });
  });

  it("somebody removed the bot: it joins again and posts", async () => {
    const channelId = await aChannel();
    scene.slack.as(scene.ids["mona"] ?? "").join(channelId);
    scene.slack.faults.add({
      fault: { kind: "error", error: "not_in_channel" },
      methods: ["chat.postMessage"],
      times: 1,
    });

    await scene.chat.postMessage({ to: { channelId }, message: MESSAGE, key: "a", since: undefined });

    expect(saidIn(channelNamed("esc_acme") ?? { messages: [] })).toHaveLength(1);
  });

  it("blocks that Slack refuses are said in plain text rather than not at all", async () => {
    const channelId = await aChannel();
    scene.slack.faults.add({
      fault: { kind: "error", error: "invalid_blocks" },
      methods: ["chat.postMessage"],
      times: 1,
    });

    await scene.chat.postMessage({ to: { channelId }, message: MESSAGE, key: "a", since: undefined });

    expect(saidIn(channelNamed("esc_acme") ?? { messages: [] }).map(({ text }) => text)).toEqual(["New escalation"]);
  });
});

describe("topic, pin, bookmark", () => {
  it("the topic is cut to what Slack takes, and cannot mention anybody", async () => {
    const channelId = await aChannel();
    const topic = `<!channel> ${"x".repeat(300)}`;

    await scene.chat.setTopic({ channelId, topic, since: undefined });

    expect(channelNamed("esc_acme")?.topic).toHaveLength(250);
    expect(channelNamed("esc_acme")?.topic).not.toContain("<");
  });

  it("after a lost answer a topic that stands is not set again, and another one is", async () => {
    const channelId = await aChannel();
    const topic = "Severity: high & rising";
    await scene.chat.setTopic({ channelId, topic, since: undefined });
    await scene.chat.setTopic({ channelId, topic, since: scene.now() });
    expect(scene.slack.requests.count("conversations.setTopic")).toBe(1);

    await scene.chat.setTopic({ channelId, topic: "Severity: low", since: scene.now() });
    expect(channelNamed("esc_acme")?.topic).toBe("Severity: low");
  });

  it("pinning what is pinned is fine", async () => {
    const channelId = await aChannel();
    const { ts } = await scene.chat.postMessage({ to: { channelId }, message: MESSAGE, key: "a", since: undefined });

    await scene.chat.pin(channelId, ts);
    await scene.chat.pin(channelId, ts);

    expect(channelNamed("esc_acme")?.pins).toEqual([ts]);
  });

  it("after a lost answer a bookmark that is there is not added again", async () => {
    const channelId = await aChannel();
    const bookmark = { channelId, title: "Issue", link: "https://gitlab.example.test/1" };

    await scene.chat.bookmark({ ...bookmark, since: undefined });
    await scene.chat.bookmark({ ...bookmark, since: scene.now() });

    expect(channelNamed("esc_acme")?.bookmarks).toHaveLength(1);
  });
});

describe("archiving (P-CLOSE-6)", () => {
  it("closes the channel for good; once more is fine, whoever did it", async () => {
    const channelId = await aChannel();

    await scene.chat.archive(channelId);
    await scene.chat.archive(channelId);

    expect(channelNamed("esc_acme")?.isArchived).toBe(true);
    await expect(
      scene.chat.postMessage({ to: { channelId }, message: MESSAGE, key: "late", since: undefined }),
    ).rejects.toMatchObject({ remedy: "give-up", message: expect.stringContaining("archived") });
  });

  it("somebody removed the bot: it joins again and archives", async () => {
    const channelId = await aChannel();
    scene.slack.as(scene.ids["mona"] ?? "").join(channelId);
    scene.slack.as(scene.slack.botUserId).leave(channelId);

    await scene.chat.archive(channelId);

    expect(channelNamed("esc_acme")?.isArchived).toBe(true);
  });

  it("a channel that must stay, or that administrators keep, is given up with the reason", async () => {
    const channelId = await aChannel();
    const fault = { kind: "error", error: "restricted_action" } as const;
    scene.slack.faults.add({ fault, methods: ["conversations.archive"], times: 1 });

    await expect(scene.chat.archive(channelId)).rejects.toMatchObject({
      remedy: "give-up",
      message: expect.stringContaining("administrator"),
    });
  });
});

describe("what a failed call means", () => {
  const call = () => scene.chat.pin("C0000000000", "1.1");
  const failed = () =>
    call().then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each([
    { fault: { kind: "status", status: 503 } as const, remedy: "look-up" },
    { fault: { kind: "drop" } as const, remedy: "look-up" },
    { fault: { kind: "hang" } as const, remedy: "look-up" },
    { fault: { kind: "html" } as const, remedy: "look-up" },
    { fault: { kind: "error", error: "internal_error" } as const, remedy: "look-up" },
    { fault: { kind: "error", error: "fatal_error" } as const, remedy: "look-up" },
    { fault: { kind: "ratelimited", retryAfter: 7 } as const, remedy: "repeat", retryAfterMs: 7_000 },
    { fault: { kind: "ratelimited" } as const, remedy: "look-up", retryAfterMs: 30_000 },
    { fault: { kind: "error", error: "ratelimited" } as const, remedy: "repeat", retryAfterMs: 30_000 },
    { fault: { kind: "error", error: "token_revoked" } as const, remedy: "repeat", retryAfterMs: 15_000 },
    { fault: { kind: "error", error: "is_archived" } as const, remedy: "give-up" },
    { fault: { kind: "error", error: "restricted_action" } as const, remedy: "give-up" },
  ])("$fault.kind $fault.error: $remedy", async ({ fault, remedy, retryAfterMs }) => {
    scene.slack.faults.add({ fault, methods: ["pins.add"] });

    const error = await failed();

    expect(error).toBeInstanceOf(OutsideError);
    expect(error).toMatchObject({ remedy, retryAfterMs });
    expect(String(error)).not.toContain(scene.slack.botToken);
  });

  it("a missing scope is named", async () => {
    await scene[Symbol.asyncDispose]();
    scene = await slackScene({ scopes: ["chat:write"] });

    expect(await failed()).toMatchObject({ remedy: "give-up", message: expect.stringContaining("pins:write") });
  });

  it("nobody listens: nothing can have happened", async () => {
    await scene[Symbol.asyncDispose]();

    expect(await failed()).toMatchObject({ remedy: "repeat" });
  });

  it("a method that was told to wait is left alone until then, the others are not", async () => {
    const channelId = await aChannel();
    scene.slack.faults.add({ fault: { kind: "ratelimited", retryAfter: 10 }, methods: ["pins.add"], times: 1 });
    await failed();
    scene.pass(9_000);
    expect(await failed()).toMatchObject({ remedy: "repeat", retryAfterMs: 1_000 + 3_000 });
    await scene.chat.setTopic({ channelId, topic: "still", since: undefined });

    expect(scene.slack.requests.count("pins.add")).toBe(1);
    expect(scene.slack.requests.count("conversations.setTopic")).toBe(1);
  });

  it("nothing is repeated by itself", async () => {
    scene.slack.faults.add({ fault: { kind: "status", status: 500 } });
    await failed();

    expect(scene.slack.requests.count()).toBe(1);
  });
});
