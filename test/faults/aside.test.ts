import { describe, expect, it, type TestContext } from "vitest";
import type { IssueKey } from "../../src/issue-key.ts";
import type { Effect } from "../../src/store/store.ts";
import { startWorld, type World } from "../support/world.ts";
import { eventually, openFor } from "./opened.ts";

const STUCK = "something-aside/1";

interface Scene {
  world: World;
  key: IssueKey;
  iid: number;
  effect(): Promise<Effect | undefined>;
}

/** An open escalation that owes something aside, to a side that never answers. */
async function owingAside({ onTestFinished }: TestContext, timeoutMs: number): Promise<Scene> {
  const world = await startWorld({ timings: { timeoutMs, graceMs: 100 } });
  onTestFinished(() => world.stop());
  const iid = await openFor(world, "Umbrella");
  await eventually(() => expect(world.statusNotes(iid)).toHaveLength(1));
  await world.settled();
  world.slack.faults.add({ fault: { kind: "hang" }, methods: ["pins.add"] });

  const { store } = world.app;
  const [open] = await store.escalations.list({ open: true });
  const remembered = open && (await store.escalations.load(open.key));
  if (!open || !remembered) throw new Error("the escalation was not taken on");
  const { key, summary } = open;
  const [post] = remembered.effects.filter(({ key: effect }) => effect.startsWith("opening/"));
  const action = JSON.stringify({ type: "pin", ...JSON.parse(post?.result ?? "{}") });
  await store.escalations.commit({
    ...{ key, memory: remembered.memory, view: { open: true, customer: "umbrella", summary } },
    ...{ replace: [], timeline: [], watched: [], at: Date.now() },
    effects: [{ key: STUCK, lane: "aside", stream: "aside", action }],
  });
  await store.work.touch(key, Date.now());
  const effect = async () => (await store.escalations.load(key))?.effects.find((one) => one.key === STUCK);
  await eventually(async () => expect((await effect())?.state).toBe("running"));
  return { world, key, iid, effect };
}

describe.concurrent("what is owed aside", () => {
  it("holds up neither the status note nor Slack while it gets no answer, nor anything of Slack's patience", async (context) => {
    const { world, iid, effect } = await owingAside(context, 10_000);

    world.gitlab.as("cathy").comment(iid, "/esc severity critical it got worse");
    await world.settled();

    expect(world.statusNotes(iid)[0]?.body).toContain("**critical**");
    const said = ["esc_umbrella", "escalated_customers"].map((name) => world.said(name).at(-1)?.text);
    expect(said).toEqual([expect.stringContaining("to critical"), expect.stringContaining("to critical")]);
    expect((await effect())?.state).toBe("running");
    expect(world.slack.requests.count("pins.add")).toBe(2);
  });

  it("is looked at again when its next try is due, and then done", async (context) => {
    const { world, iid, effect } = await owingAside(context, 300);
    await eventually(async () => expect((await effect())?.state).toBe("unknown"));
    await world.settled();
    expect(await world.app.store.work.nextDueAt()).toBe((await effect())?.dueAt);

    world.slack.faults.clear();
    world.pass(60_000);
    await world.app.store.work.touch("7#99999", Date.now());

    await eventually(async () => expect((await effect())?.state).toBe("done"));
    expect(await world.app.store.work.parked()).toEqual([]);
    expect(world.statusNotes(iid)).toHaveLength(1);
  });

  it("is not asked for again and again while another process holds it", async (context) => {
    const { world, key, effect } = await owingAside(context, 200);
    await eventually(async () => expect((await effect())?.state).toBe("unknown"));
    await world.settled();
    world.pass(60_000);
    const now = Date.now() + 60_000;
    await world.app.store.escalations.begin(key, [STUCK], "another", now, 600_000);
    world.gitlab.requests.reset();

    await world.app.store.work.touch(key, now);
    await world.settled();

    expect(world.gitlab.requests.matching("GET", /issues\/\d+$/)).toHaveLength(1);
    expect((await effect())?.state).toBe("running");
  });
});
