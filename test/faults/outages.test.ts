import { describe, expect, it, type TestContext } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import { outages } from "../../src/sandbox/slack/index.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";

/** A world with little patience, so that nobody waits long here either. */
async function worldOf({ onTestFinished }: TestContext, options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ timings: { timeoutMs: 2_000, patienceMs: 300, graceMs: 200 }, ...options });
  onTestFinished(() => world.stop());
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("full look done"));
  await world.settled();
  return world;
}

/** Lets a minute pass, and everything that waits be tried again. */
async function aMinuteLater(world: World): Promise<void> {
  world.pass(60_000);
  const [project] = world.gitlab.state().projects;
  const keys = project?.issues.map(({ projectId, iid }) => issueKey({ projectId, iid })) ?? [];
  await world.app.store.work.touchAll(keys, Date.now());
  await world.settled();
}

function messages({ logged }: World): string[] {
  return logged.map(({ message }) => message);
}

function onGitLab(world: World, iid: number) {
  const { assignees, labels } = world.gitlab.issue(iid);
  return { assignees, isHigh: labels.includes("severity::high"), statusNotes: world.statusNotes(iid).length };
}

const FINISHED_ON_GITLAB = { assignees: ["cathy"], isHigh: true, statusNotes: 1 };

describe.concurrent("Slack is away for the whole opening: GitLab's side is finished, Slack's follows once", () => {
  it.for([
    { how: "down", rule: outages.down },
    { how: "silent", rule: outages.silent },
    { how: "dropping connections", rule: outages.dropping },
    { how: "behind a proxy's page", rule: outages.proxy },
    { how: "busy", rule: outages.busy },
    { how: "refusing the token", rule: outages.revoked },
  ])("$how", async ({ rule }, context) => {
    const world = await worldOf(context);
    world.slack.faults.add(rule);

    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(onGitLab(world, iid)).toEqual(FINISHED_ON_GITLAB));
    expect(world.slack.state().channels.filter(({ name }) => name.startsWith("esc_"))).toEqual([]);

    world.slack.faults.clear();
    await eventually(async () => {
      await aMinuteLater(world);
      expectOpenedOnce(world, iid, "Umbrella");
    });
  });

  it("slow: everything is there in the end, GitLab first", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add({ fault: { kind: "slow", ms: 600 } });

    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(onGitLab(world, iid)).toEqual(FINISHED_ON_GITLAB));

    await eventually(() => expectOpenedOnce(world, iid, "Umbrella"));
  });
});

describe.concurrent("GitLab is away: deliveries are answered 2xx, and the opening follows", () => {
  it.for([
    { how: "down", fault: { kind: "status", status: 503, body: "down" } as const },
    { how: "dropping connections", fault: { kind: "drop" } as const },
    {
      how: "refusing the token",
      fault: { kind: "status", status: 401, body: { message: "401 Unauthorized" } } as const,
    },
  ])("$how during the opening", async ({ fault }, context) => {
    const world = await worldOf(context);
    world.gitlab.faults.mode = fault;

    const iid = await openFor(world, "Umbrella");
    await world.gitlab.settled();
    expect(world.gitlab.state().deliveries.map(({ state }) => state)).toEqual(["delivered"]);
    await eventually(() => expect(messages(world)).toContain("issue has to wait"));
    expect(onGitLab(world, iid).statusNotes).toBe(0);

    world.gitlab.faults.clear();
    await aMinuteLater(world);
    await eventually(() => expectOpenedOnce(world, iid, "Umbrella"));
  });

  it("down when the service is started for the first time, so that it does not know its own user", async (context) => {
    const world = await startWorld({ gitlab: { kind: "status", status: 503 } });
    context.onTestFinished(() => world.stop());
    const iid = await openFor(world, "Umbrella");
    await world.gitlab.settled();
    expect(world.gitlab.state().deliveries.map(({ state }) => state)).toEqual(["delivered"]);
    await eventually(() => expect(messages(world)).toContain("GitLab not reached yet; deliveries are kept meanwhile"));

    world.gitlab.faults.clear();

    await eventually(() => expectOpenedOnce(world, iid, "Umbrella"));
  });

  it("down when the service is started again, with a webhook lost meanwhile", async (context) => {
    const world = await worldOf(context);
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Umbrella");
    world.gitlab.faults.mode = { kind: "status", status: 503 };
    await world.restart();
    await eventually(() => expect(messages(world)).toContain("full look failed; it is tried again"));

    world.gitlab.faults.clear();

    await eventually(() => expectOpenedOnce(world, iid, "Umbrella"));
  });
});

describe.concurrent("whatever comes twice, at once or in between, is done once", () => {
  it("three copies of the delivery at the same time", async (context) => {
    const world = await worldOf(context);
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Umbrella");
    const [delivery] = world.gitlab.state().deliveries;

    await world.gitlab.deliveries.redeliver(delivery?.id ?? 0, 3);
    await world.settled();

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("deliveries while a run is under way", async (context) => {
    const world = await worldOf(context);
    world.gitlab.faults.latency = 20;
    const iid = await openFor(world, "Umbrella");
    const [delivery] = world.gitlab.state().deliveries;
    for (let times = 0; times < 5; times += 1) {
      await new Promise((wait) => setTimeout(wait, 30));
      await world.gitlab.deliveries.redeliver(delivery?.id ?? 0);
      world.gitlab.as("mona").comment(iid, `Comment ${times}`);
    }
    await world.settled();

    expectOpenedOnce(world, iid, "Umbrella");
  });
});

describe("Slack is away while an escalation is run", () => {
  it("GitLab is left in peace meanwhile, and what is said afterwards is true (P-ANN-2)", async (context) => {
    const world = await worldOf(context);
    const iid = await openFor(world, "Umbrella");
    await world.settled();
    world.gitlab.as("cathy").comment(iid, "/esc accept");
    await world.settled();
    world.slack.faults.add(outages.down);
    world.gitlab.requests.reset();

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    world.gitlab.as("cathy").comment(iid, "/esc monitoring the fix is live");
    await world.settled();
    world.gitlab.as("cathy").comment(iid, "/esc resume it was not");
    await world.settled();
    world.gitlab.as("mona").addLabels(iid, "severity::medium");
    await world.settled();
    expect(world.gitlab.requests.matching("GET", /issues\/\d+$/).length).toBeLessThan(30);
    world.slack.faults.clear();
    await eventually(async () => {
      await aMinuteLater(world);
      expect(world.said("escalated_customers").at(0)?.text).toContain("Severity: medium");
    });

    const [declaration, ...replies] = world.said("escalated_customers").map(({ text }) => text);
    expect(declaration).toContain("Status: in-progress");
    expect(replies.join("\n")).not.toContain("Risk reduced");
    expect(replies.join("\n")).not.toContain("to critical");
  });
});
