import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/decide/message.ts";
import { type SlackScene, slackScene } from "./support.ts";

let scene: SlackScene;
beforeEach(async () => {
  scene = await slackScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

const message: Message = { heading: "Your escalations", paragraphs: [["1 needs you"]] };

function tell(username = "mona", since?: number) {
  return scene.chat.tellPerson({ username, message, key: `digest/${username}/2026-11-24`, since });
}

function directs() {
  return scene.slack.state().directs.map(({ userId, messages }) => ({
    to: Object.entries(scene.ids).find(([, id]) => id === userId)?.[0],
    said: messages.map(({ text }) => text),
  }));
}

describe("a direct message", () => {
  it("reaches that person alone, in the one conversation the app has with them", async () => {
    expect(await tell()).toBe("told");
    expect(await tell()).toBe("told");

    expect(directs()).toEqual([
      { to: "mona", said: ["Your escalations\n1 needs you", "Your escalations\n1 needs you"] },
    ]);
    const [direct] = scene.slack.state().directs;
    expect(direct?.messages[0]?.metadata).toEqual({
      event_type: "escalation_event",
      event_payload: { key: "digest/mona/2026-11-24" },
    });
    expect(scene.slack.state().channels.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it("whose answer was lost is found by its key and not sent again", async () => {
    scene.slack.faults.add({ fault: { kind: "drop" }, methods: ["chat.postMessage"], afterCommit: true, times: 1 });
    const since = scene.now();
    await expect(tell()).rejects.toMatchObject({ remedy: "look-up" });

    expect(await tell("mona", since)).toBe("told");

    expect(directs()).toEqual([{ to: "mona", said: ["Your escalations\n1 needs you"] }]);
  });

  it("that was not sent is sent after the look-up", async () => {
    scene.slack.faults.add({ fault: { kind: "drop" }, methods: ["chat.postMessage"], times: 1 });
    const since = scene.now();
    await expect(tell()).rejects.toMatchObject({ remedy: "look-up" });
    await tell("gus");

    expect(await tell("mona", since)).toBe("told");

    expect(directs().map(({ said }) => said.length)).toEqual([1, 1]);
  });

  it.each(["conversations.open", "users.lookupByEmail"])(
    "is certainly not sent where %s got no answer",
    async (method) => {
      scene.slack.faults.add({ fault: { kind: "status", status: 503 }, methods: [method] });

      await expect(tell()).rejects.toMatchObject({ remedy: "repeat" });
    },
  );

  it("to somebody whom Slack does not know is none", async () => {
    expect(await tell("ghost")).toBe("unknown");
    expect(await tell("nobody")).toBe("unknown");
    expect(scene.slack.requests.count("conversations.open")).toBe(0);
  });

  it.each([
    { error: "messages_tab_disabled", method: "chat.postMessage", says: "Messages Tab" },
    { error: "user_not_found", method: "conversations.open", says: "slack_id" },
  ])("that Slack refuses with $error says what to do", async ({ error, method, says }) => {
    scene.slack.faults.add({ fault: { kind: "error", error }, methods: [method] });

    await expect(tell()).rejects.toMatchObject({ remedy: "give-up", message: expect.stringContaining(says) });
  });

  it.each([
    { missing: "im:write", since: undefined },
    { missing: "im:history", since: 0 },
  ])("without the scope $missing names it", async ({ missing, since }) => {
    await scene[Symbol.asyncDispose]();
    const scopes = ["chat:write", "channels:history", "users:read.email", "im:write", "im:history"];
    scene = await slackScene({ scopes: scopes.filter((scope) => scope !== missing) });

    await expect(tell("mona", since)).rejects.toMatchObject({
      ...{ remedy: "give-up", message: expect.stringContaining(missing) },
    });
    expect(directs().flatMap(({ said }) => said)).toEqual([]);
  });
});
