import { describe, expect, it, type TestContext } from "vitest";
import { outages } from "../../src/sandbox/slack/index.ts";
import { eventually, openFor } from "../faults/opened.ts";
import { startWorld, type World } from "../support/world.ts";
import { type Receiver, SECRET, startReceiver } from "./receiver.ts";

const TOLD = "- [x] CSM sentiment updated to at risk: sent to the customer-success platform";
const ALSO_FAST = { timeoutMs: 300, graceMs: 100 };

async function connected(context: TestContext, prepare: (receiver: Receiver) => void = () => undefined) {
  const receiver = await startReceiver(context);
  prepare(receiver);
  const world = await startWorld({
    env: { SENTIMENT_URL: receiver.url, SENTIMENT_SECRET: SECRET },
    timings: ALSO_FAST,
  });
  context.onTestFinished(() => world.stop());
  return { receiver, world };
}

function note(world: World, iid: number): string {
  return world.statusNotes(iid).at(0)?.body ?? "";
}

/** Lets a time pass (ms), and what is due then be tried. */
async function later(world: World, ms: number): Promise<void> {
  world.pass(ms);
  // Any other issue wakes the queue, whose sleep knows nothing of our clock.
  await world.app.store.work.touch("7#99999", Date.now());
  await world.settled();
}

async function timelineOf(world: World): Promise<string[]> {
  const [open] = await world.app.store.escalations.list({ open: true });
  return open ? (await world.app.store.escalations.timeline(open.key)).map(({ what }) => what) : [];
}

describe.concurrent("with a platform connected", () => {
  it("it is told at the opening, once, and the step counts as done", async (context) => {
    const { world, receiver } = await connected(context);

    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(note(world, iid)).toContain(TOLD));
    world.gitlab.as("cathy").comment(iid, "/esc severity critical it got worse");
    await eventually(() => expect(note(world, iid)).toContain("**critical**"));
    await world.settled();

    const { projectId, webUrl } = world.gitlab.issue(iid);
    expect(receiver.received).toMatchObject([
      {
        id: `${projectId}-${iid}-sentiment-at-risk-1`,
        isSigned: true,
        body: {
          ...{ event: "at-risk", customer: "Umbrella", severity: "high" },
          escalation: { project_id: projectId, iid, url: webUrl },
          dri: { username: "cathy" },
          csm: { username: "cathy" },
        },
      },
    ]);
    const told = (await timelineOf(world)).filter((what) => what.includes("customer-success platform"));
    expect(told).toEqual(["told the customer-success platform that the customer is at risk"]);
  });

  it("silent, it holds up neither GitLab nor Slack; its lost answers are repeated under one id until one comes", async (context) => {
    const { world, receiver } = await connected(context, ({ mishaps }) =>
      mishaps.push("hang", "drop", { status: 429, headers: { "retry-after": "600" } }, { status: 500 }),
    );

    const iid = await openFor(world, "Umbrella");
    await eventually(() => expect(note(world, iid)).toContain("[#esc_umbrella]("));
    expect(note(world, iid)).toContain("- [ ] CSM sentiment updated to at risk: due");
    // On a busy machine the note does not wait for it.
    await eventually(() => expect(world.said("escalated_customers")).toHaveLength(1));

    // What has been received after each wait (ms): the 429 asked for ten minutes.
    const waits = [0, 60_000, 60_000, 500_000, 200_000, 60_000];
    const received = [1, 2, 3, 3, 4, 5];
    for (const [index, wait] of waits.entries()) {
      await later(world, wait);
      await eventually(async () => {
        expect(receiver.received).toHaveLength(received[index] ?? 0);
        expect(await isRunning(world)).toBe(false);
      });
    }
    await eventually(() => expect(note(world, iid)).toContain(TOLD));

    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(receiver.received.every(({ isSigned }) => isSigned)).toBe(true);
  });

  it("refusing, it is given up: the status note says so, the person is asked when it is due, and put right it is told after all", async (context) => {
    const { world, receiver } = await connected(context, (one) => {
      one.always = { status: 401 };
    });
    world.setClock(Date.parse("2026-11-24T09:00:00Z"));

    const iid = await openFor(world, "Umbrella");
    await eventually(() =>
      expect(note(world, iid)).toMatch(
        /- Could not tell the customer-success platform that the customer is at risk: .*answered 401.*SENTIMENT.*SECRET/,
      ),
    );
    expect(JSON.stringify([note(world, iid), world.logged])).not.toMatch(/whsec|in-the-query/);
    expect(receiver.received).toHaveLength(1);
    expect(world.logged.filter(({ message }) => message === "effect given up")).toHaveLength(1);

    await later(world, 4 * 3_600_000);
    const notes = () => world.gitlab.issue(iid).notes.map(({ body }) => body);
    await eventually(() => expect(notes().some((body) => body.includes("/esc done sentiment"))).toBe(true));
    expect(receiver.received).toHaveLength(1);

    receiver.always = undefined;
    await world.app.sync();
    await eventually(() => expect(note(world, iid)).toContain(TOLD));
    expect(note(world, iid)).not.toContain("Could not tell");
  });

  it("with Slack down all the same", async (context) => {
    const { world, receiver } = await connected(context);
    world.slack.faults.add(outages.down);

    const iid = await openFor(world, "Umbrella");

    await eventually(() => expect(receiver.received).toHaveLength(1));
    await eventually(() => expect(note(world, iid)).toContain(TOLD));
  });
});

async function isRunning({ app }: World): Promise<boolean> {
  const [open] = await app.store.escalations.list({ open: true });
  const { effects = [] } = (open && (await app.store.escalations.load(open.key))) ?? {};
  return effects.some(({ lane, state }) => lane === "aside" && state === "running");
}
