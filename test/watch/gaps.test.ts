import { expect, it, type TestContext, vi } from "vitest";
import { GapReport } from "../../src/watch/gap-report.ts";
import { eventually, openFor } from "../faults/opened.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";

const HOUR = 60 * 60_000;

async function aWorld({ onTestFinished }: TestContext, options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ timings: { gapPollMs: 10, patienceMs: 300, graceMs: 200 }, ...options });
  onTestFinished(() => world.stop());
  await vi.waitFor(async () => expect(await world.app.store.facts.get("alive")).toBeDefined());
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("full look done"));
  return world;
}

async function gaps({ app }: World): Promise<GapReport[]> {
  const answer = await fetch(`${app.url}/api/gaps`, { headers: { authorization: "Bearer api-token-of-the-test" } });
  expect(answer.status).toBe(200);
  return GapReport.array().parse(await answer.json());
}

it("the service was away: from when to when, what was found, also at the second try, and what was done late", async (context) => {
  const world = await aWorld(context);
  await world.app.close();
  const iid = await openFor(world, "Umbrella");
  await world.gitlab.settled();
  world.pass(HOUR);

  world.gitlab.faults.once({ method: "GET", path: /\/issues$/, fault: { kind: "status", status: 503 } });
  world.app = { ...world.app, close: async () => {} };
  await world.restart();
  await eventually(async () => expect(await gaps(world)).toHaveLength(1));

  const [gap] = await gaps(world);
  expect(gap).toMatchObject({ dark: "service", found: 1, complete: true, waiting: 0, needs_a_person: [] });
  expect(gap?.done).toMatchObject({ "slack/create-channel": 1, "gitlab/edit-issue": 1 });
  const length = Date.parse(gap?.to ?? "") - Date.parse(gap?.from ?? "");
  expect(Math.round(length / HOUR)).toBe(1);
  expect(world.statusNotes(iid)).toHaveLength(1);
  expect(world.logged.filter(({ message }) => message === "gap report")).toHaveLength(1);
});

it("a restart within minutes is no outage", async (context) => {
  const world = await aWorld(context);
  world.pass(2 * 60_000);

  await world.restart();
  await eventually(() =>
    expect(world.logged.filter(({ message }) => message === "full look done").length).toBeGreaterThan(1),
  );

  expect(await gaps(world)).toEqual([]);
});

it("Slack was away: what it got late is counted, and what it will never get needs a person", async (context) => {
  const world = await aWorld(context);
  world.slack.faults.add({ fault: { kind: "error", error: "missing_scope" }, methods: ["pins.add"] });
  world.slack.faults.add({ fault: { kind: "status", status: 503 } });
  const iid = await openFor(world, "Umbrella");
  await eventually(() => expect(world.statusNotes(iid)).toHaveLength(1));
  // The service lived on: it beats each minute.
  for (let minute = 0; minute < 12; minute += 1) {
    world.pass(60_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }

  world.slack.faults.clear();
  world.slack.faults.add({ fault: { kind: "error", error: "missing_scope" }, methods: ["pins.add"] });
  await eventually(async () => {
    // A try that was under way may have failed a moment ago, and waits again.
    world.pass(30_000);
    await world.app.store.work.touch(`${world.projectId}#${iid}`, Date.now());
    await vi.waitFor(async () => expect((await gaps(world)).map(({ dark }) => dark)).toContain("slack"));
  });

  const gap = (await gaps(world)).find(({ dark }) => dark === "slack");
  expect(gap?.done["slack/create-channel"]).toBe(1);
  expect(Object.keys(gap?.done ?? {}).every((kind) => kind.startsWith("slack/"))).toBe(true);
  expect(gap?.needs_a_person).toMatchObject([
    { issue: `${world.projectId}#${iid}`, what: expect.stringMatching(/pin/) },
  ]);
});

it("GitLab was away: a full look finds what webhooks could not tell, and is tried again where it fails itself", async (context) => {
  const world = await aWorld(context, { slack: false });
  await openFor(world, "Umbrella");
  await world.settled();
  world.gitlab.faults.mode = { kind: "status", status: 503 };
  world.gitlab.as("mona").addLabels(1, "severity::low");
  await world.gitlab.settled();
  await eventually(() => expect(world.logged.map(({ message }) => message)).toContain("issue has to wait"));
  world.gitlab.deliveries.hold();
  await openFor(world, "Stark");
  for (let minute = 0; minute < 8; minute += 1) {
    world.pass(60_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }

  world.gitlab.faults.clear();
  world.gitlab.faults.once({ method: "GET", path: /\/issues$/, fault: { kind: "status", status: 503 } });
  world.pass(60_000);
  await world.app.store.work.touch(`${world.projectId}#1`, Date.now());
  await eventually(async () => expect((await gaps(world)).map(({ dark }) => dark)).toContain("gitlab"));

  expect((await gaps(world)).find(({ dark }) => dark === "gitlab")?.found).toBeGreaterThan(0);
  expect(world.statusNotes(2)).toHaveLength(1);
});
