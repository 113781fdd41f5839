import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptIds } from "../../src/slack/people.ts";
import { type SlackScene, slackScene } from "./support.ts";

let scene: SlackScene;
let channelId: string;
beforeEach(async () => {
  scene = await slackScene();
  const request = {
    key: "7#1",
    names: ["esc_acme"],
    isPrivate: false,
    since: undefined,
    isTaken: async () => false,
  } as const;
  channelId = (await scene.chat.createChannel(request)).channelId;
});
afterEach(() => scene[Symbol.asyncDispose]());

function invite(usernames: string[], since?: number, chat = scene.chat) {
  return chat.invite({ channelId, usernames, since });
}

function members(): string[] {
  const channel = scene.slack.state().channels.find(({ id }) => id === channelId);
  return Object.entries(scene.ids)
    .filter(([, id]) => channel?.members.includes(id))
    .map(([username]) => username);
}

describe("invitations (P-OPEN-8)", () => {
  it("all at once, and who is not on Slack is said to be unknown", async () => {
    expect(await invite(["cathy", "mona", "ghost", "nobody"])).toEqual({
      invited: ["cathy", "mona"],
      unknown: ["ghost", "nobody"],
      refused: [],
    });
    expect(scene.slack.requests.count("conversations.invite")).toBe(1);
  });

  it("one who cannot be invited does not keep the others out", async () => {
    scene.slack.faults.add({
      fault: { kind: "error", error: "user_is_restricted" },
      methods: ["conversations.invite"],
      times: 2,
    });

    const result = await invite(["cathy", "mona", "gus"]);

    expect(result.refused).toEqual([{ username: "cathy", reason: "user_is_restricted" }]);
    expect(members()).toEqual(["mona", "gus"]);
  });

  it("who is in already is in", async () => {
    await invite(["cathy"]);

    expect(await invite(["cathy", "mona"])).toMatchObject({ invited: ["cathy", "mona"], refused: [] });
    expect(members()).toEqual(["cathy", "mona"]);
  });

  it("after a lost answer only those who are not in are invited", async () => {
    await invite(["cathy"]);
    await invite(["cathy"], scene.now());
    expect(scene.slack.requests.count("conversations.invite")).toBe(1);

    expect(await invite(["cathy", "mona"], scene.now())).toMatchObject({ invited: ["cathy", "mona"] });
    expect(members()).toEqual(["cathy", "mona"]);
  });

  it("nobody known: no call", async () => {
    expect(await invite(["ghost"])).toMatchObject({ invited: [], unknown: ["ghost"] });
    expect(scene.slack.requests.count("conversations.invite")).toBe(0);
  });

  it("what is about the channel and not about somebody fails as a whole", async () => {
    scene.slack.faults.add({ fault: { kind: "error", error: "is_archived" }, methods: ["conversations.invite"] });

    await expect(invite(["cathy", "mona"])).rejects.toMatchObject({ remedy: "give-up" });
    expect(scene.slack.requests.count("conversations.invite")).toBe(1);
  });
});

describe("finding people", () => {
  const lookUps = () => scene.slack.requests.count("users.lookupByEmail");

  it("each is asked for once, also by those who ask side by side", async () => {
    await Promise.all([invite(["cathy", "mona"]), invite(["mona", "cathy"]), invite(["cathy"])]);

    expect(lookUps()).toBe(2);
  });

  it("who is known by id is not asked for", async () => {
    const chat = scene.another({ person: (username) => ({ slack_id: scene.ids[username] }) });

    expect(await invite(["cathy"], undefined, chat)).toMatchObject({ invited: ["cathy"] });
    expect(lookUps()).toBe(0);
  });

  it("who is not there today is asked for again after an hour, who is there after a day", async () => {
    await invite(["ghost", "cathy"]);
    scene.pass(59 * 60_000);
    await invite(["ghost", "cathy"]);
    expect(lookUps()).toBe(2);

    scene.pass(2 * 60_000);
    const ghost = scene.slack.addUser({ name: "ghost", realName: "Ghost", email: "ghost@example.test" });
    expect(await invite(["ghost"])).toMatchObject({ invited: ["ghost"] });
    expect(ghost).not.toBe("");
    scene.pass(24 * 60 * 60_000);
    await invite(["cathy"]);
    expect(lookUps()).toBe(4);
  });

  it("who was found is not asked for again after a restart", async () => {
    const rows = new Map<string, { id: string; at: number }>();
    const keptIds: KeptIds = {
      get: async (email) => rows.get(email),
      set: async (email, found) => void rows.set(email, found),
    };
    await invite(["cathy", "ghost"], undefined, scene.another({ keptIds }));
    await invite(["cathy"], undefined, scene.another({ keptIds }));

    expect(lookUps()).toBe(2);
    expect([...rows.keys()]).toEqual(["cathy@example.test"]);
  });

  it("a look-up that failed is asked again", async () => {
    scene.slack.faults.add({ fault: { kind: "status", status: 503 }, methods: ["users.lookupByEmail"], times: 1 });
    await expect(invite(["cathy"])).rejects.toMatchObject({ remedy: "look-up" });

    expect(await invite(["cathy"])).toMatchObject({ invited: ["cathy"] });
  });
});
