import { describe, expect, it, type TestContext } from "vitest";
import type { Fault as GitLabFault } from "../../src/sandbox/gitlab/faults.ts";
import type { Fault as SlackFault } from "../../src/sandbox/slack/index.ts";
import { startWorld, type World } from "../support/world.ts";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";

/** A world whose GitLab and Slack have half a second for an answer. */
async function quickWorld({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld({ timings: { timeoutMs: 500 } });
  onTestFinished(() => world.stop());
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("full look done"));
  await world.settled();
  return world;
}

const SLACK_WRITES = [
  "conversations.create",
  "conversations.setTopic",
  "conversations.invite",
  "chat.postMessage",
  "pins.add",
  "bookmarks.add",
];

/** Every write of an opening is made, and its answer lost, once (the two messages and bookmarks one each). */
function loseEveryAnswer(world: World, gitlab: GitLabFault, slack: SlackFault): void {
  world.gitlab.faults.once({ method: "PUT", path: /issues\/\d+$/, fault: gitlab, afterWrite: true });
  world.gitlab.faults.once({ method: "POST", path: /notes$/, fault: gitlab, afterWrite: true });
  for (const method of SLACK_WRITES)
    world.slack.faults.add({ fault: slack, methods: [method], afterCommit: true, times: 1 });
}

/** Resolves once nothing is owed to anybody any more. */
async function untilNothingIsOwed(world: World): Promise<void> {
  await eventually(async () => {
    await world.settled();
    expect(await world.app.store.escalations.troubled()).toEqual([]);
    // Also what stands behind something that was in trouble, and was not begun yet.
    for (const { key } of await world.app.store.escalations.list({})) {
      const { effects = [] } = (await world.app.store.escalations.load(key)) ?? {};
      expect(effects.filter(({ state }) => state !== "done").map((effect) => effect.key)).toEqual([]);
    }
    expect(world.gitlab.state().projects[0]?.issues.every(({ iid }) => world.statusNotes(iid).length > 0)).toBe(true);
  });
  await world.settled();
}

describe.concurrent("a write whose answer was lost is looked up before it is made again", () => {
  it.for<{ lost: string; gitlab: GitLabFault; slack: SlackFault }>([
    { lost: "a dropped connection", gitlab: { kind: "drop" }, slack: { kind: "drop" } },
    {
      lost: "an error of the server",
      gitlab: { kind: "status", status: 502 },
      slack: { kind: "error", error: "internal_error" },
    },
    { lost: "no answer in time", gitlab: { kind: "hang" }, slack: { kind: "hang" } },
    {
      lost: "a page of a proxy",
      gitlab: { kind: "status", status: 200, body: "<title>Please sign in</title>" },
      slack: { kind: "html" },
    },
  ])("$lost", async ({ gitlab, slack }, context) => {
    const world = await quickWorld(context);
    world.gitlab.requests.reset();
    world.slack.requests.reset();
    loseEveryAnswer(world, gitlab, slack);

    const iid = await openFor(world, "Umbrella");
    await untilNothingIsOwed(world);
    expectOpenedOnce(world, iid, "Umbrella");

    expect(world.gitlab.requests.matching("PUT", /issues\/\d+$/)).toHaveLength(1);
    expect(world.gitlab.requests.matching("POST", /notes$/)).toHaveLength(1);
    expect(world.slack.requests.count("conversations.create")).toBe(1);
    expect(world.slack.requests.count("conversations.setTopic")).toBe(1);
    expect(world.slack.requests.count("conversations.invite")).toBe(1);
    expect(world.slack.requests.count("chat.postMessage")).toBe(2);
    expect(world.slack.requests.count("bookmarks.add")).toBe(2);
  });

  it("the edit of the status note", async (context) => {
    const world = await quickWorld(context);
    const iid = await openFor(world, "Initech");
    await untilNothingIsOwed(world);
    world.gitlab.faults.once({ method: "PUT", path: /notes\/\d+$/, fault: { kind: "drop" }, afterWrite: true });

    world.gitlab.as("mona").editIssue(iid, { addLabels: ["severity::critical"] });

    await eventually(() => expect(world.statusNotes(iid)[0]?.body).toContain("**critical**"));
    await untilNothingIsOwed(world);
    expect(world.statusNotes(iid)).toHaveLength(1);
  });

  it("a comment that asks", async (context) => {
    const world = await quickWorld(context);
    world.gitlab.faults.once({ method: "POST", path: /notes$/, fault: { kind: "drop" }, afterWrite: true, times: 2 });

    const { iid } = world.gitlab.as("cathy").openIssue({ title: "?", description: "<!-- escalation -->" });

    await untilNothingIsOwed(world);
    const bodies = world.gitlab
      .issue(iid)
      .notes.filter(({ system }) => !system)
      .map(({ body }) => body.split("\n")[0]);
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});
