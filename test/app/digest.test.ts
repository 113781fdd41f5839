import { describe, expect, it, type TestContext } from "vitest";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { outages } from "../../src/sandbox/slack/index.ts";
import { eventually } from "../faults/opened.ts";
import { filledIn, startWorld, type World, type WorldOptions } from "../support/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday, 14:00 in Berlin, where Mona's region is. */
const MONDAY = Date.parse("2026-11-23T13:00:00Z");
/** 09:00 in Berlin. */
const TUESDAY = Date.parse("2026-11-24T08:00:00Z");
const WEDNESDAY = TUESDAY + 24 * HOUR;

/** A critical escalation of Mona's that nobody has taken on, opened on Monday afternoon. */
async function worldOf({ onTestFinished }: TestContext, options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ now: MONDAY, timings: { timeoutMs: 500, digestPollMs: 20 }, ...options });
  onTestFinished(() => world.stop());
  await eventually(() => expect(logged(world, "full look done")).not.toEqual([]));
  await open(world);
  return world;
}

async function open(world: World): Promise<void> {
  world.gitlab.as("cathy").openIssue({
    title: "Pipelines stand still",
    description: await filledIn({ severity: ["Critical"], asks: "- An engineer who knows runners" }),
  });
  await world.settled();
}

function logged(world: World, message: string): object[] {
  return world.logged.filter((line) => line.message === message).map(({ fields }) => fields);
}

/** What Mona was told, without the lines below the heading. */
function headings(world: World): string[] {
  return world.told("mona").map((text) => text.split("\n")[0] ?? "");
}

/** Moves the clock there, and waits until what is due by then was done. */
async function moveTo(world: World, now: number): Promise<void> {
  world.setClock(now);
  await world.app.sync();
  await world.settled();
}

/** Moves the clock there, and waits until the morning's digests of Berlin were seen to, sent or not. */
async function at(world: World, now: number): Promise<void> {
  await moveTo(world, now);
  const day = new Date(now).toISOString().slice(0, 10);
  const { digests, facts } = world.app.store;
  await eventually(async () => {
    expect(await facts.get("digest-morning/Europe/Berlin")).toBe(JSON.stringify(day));
    const current = await digests.current(now);
    const underWay = current.filter(
      ({ state, attempts }) => state === "running" || (state === "pending" && attempts === 0),
    );
    expect(underWay).toEqual([]);
  });
}

describe.concurrent("a manager's daily digest (P-ROLE-1)", () => {
  it("comes once, at their morning, says what needs them, and comes again the next day", async (context) => {
    const world = await worldOf(context);
    await moveTo(world, TUESDAY - MINUTE);
    expect(world.told("mona")).toEqual([]);

    await at(world, TUESDAY);

    expect(headings(world)).toEqual(["Your escalations on Tue 24 Nov 2026: 1 needs you"]);
    const [text = ""] = world.told("mona");
    expect(text).toContain("critical · <");
    expect(text).toContain("|Acme Corp: Pipelines stand still>");
    expect(text).toContain("the DRI has not taken it on, was due Mon 16:00 CET, 2 working hours ago");
    expect(text).toContain("1 ask open for 1 day");
    expect(text).not.toContain("This comes late");
    expect(logged(world, "digest sent")).toEqual([{ manager: "mona", day: "2026-11-24" }]);

    await at(world, WEDNESDAY);
    expect(headings(world)).toHaveLength(2);
    expect(world.told("cathy")).toEqual([]);
  });

  it("comes once although the service is stopped and started again that day", async (context) => {
    const world = await worldOf(context);
    await at(world, TUESDAY + 5 * MINUTE);
    await world.restart();
    await at(world, TUESDAY + 6 * HOUR);
    await world.restart();
    await at(world, TUESDAY + 7 * HOUR);

    expect(headings(world)).toHaveLength(1);
  });

  it("comes late the same day after downtime, and says so, and not for yesterday", async (context) => {
    const world = await worldOf(context);
    await world.app.close();
    world.setClock(WEDNESDAY + 5 * HOUR);
    await world.restart();
    await at(world, WEDNESDAY + 5 * HOUR);

    expect(headings(world)).toEqual([expect.stringContaining("Wed 25 Nov 2026")]);
    expect(world.told("mona")[0]).toContain("This comes late: it was meant for Wed 25 Nov 2026, 09:00 CET.");
  });

  it("does not come for what was opened after the morning, nor twice in a morning without anything to say", async (context) => {
    const world = await startWorld({ now: MONDAY, timings: { digestPollMs: 20 } });
    context.onTestFinished(() => world.stop());
    await at(world, TUESDAY + HOUR);
    await open(world);
    await world.restart();
    await at(world, TUESDAY + 2 * HOUR);

    expect(world.told("mona")).toEqual([]);
  });

  it.for([
    { lost: "the connection", fault: { kind: "drop" } as const },
    { lost: "in silence", fault: { kind: "hang" } as const },
    { lost: "behind an error", fault: { kind: "error", error: "internal_error" } as const },
  ])("is looked up where its answer was lost: $lost", async ({ fault }, context) => {
    const world = await worldOf(context);
    await moveTo(world, TUESDAY - MINUTE);
    world.slack.faults.add({ fault, methods: ["chat.postMessage"], afterCommit: true, times: 1 });

    await at(world, TUESDAY);
    await eventually(() => expect(logged(world, "digest has to wait")).toHaveLength(1));
    world.pass(2 * MINUTE);
    await eventually(() => expect(logged(world, "digest sent")).toHaveLength(1));

    expect(headings(world)).toHaveLength(1);
    expect(world.slack.requests.count("conversations.history")).toBe(1);
  });

  it("is looked up after a crash between the message and its receipt", async (context) => {
    const world = await worldOf(context);
    await at(world, TUESDAY);
    // As a process leaves it that is killed then.
    const owed = { manager: "mona", day: "2026-11-25", morningAt: WEDNESDAY, expiresAt: WEDNESDAY + 15 * HOUR };
    await world.app.store.digests.want([owed], WEDNESDAY);
    await world.app.store.digests.begin(owed, WEDNESDAY, MINUTE);
    await moveTo(world, WEDNESDAY - MINUTE);
    const [direct] = world.slack.state().directs;
    await fetch(`${world.url}/slack/api/chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.slack.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({
        channel: direct?.id,
        text: "Wednesday's",
        metadata: { event_type: "escalation_event", event_payload: { key: "digest/mona/2026-11-25" } },
      }),
    });
    await world.app.close();
    world.setClock(WEDNESDAY + 5 * MINUTE);
    await world.restart();

    await eventually(() => expect(logged(world, "digest sent")).toHaveLength(2));
    expect(world.slack.requests.count("conversations.history")).toBe(1);
    expect(headings(world)).toEqual([expect.stringContaining("Tue 24 Nov 2026"), "Wednesday's"]);
  });

  it("waits for Slack to come back, and then comes once", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add(outages.down);
    await at(world, TUESDAY);
    await eventually(() => expect(logged(world, "digest has to wait")).toHaveLength(1));
    world.pass(2 * HOUR);
    await eventually(() => expect(logged(world, "digest has to wait")).toHaveLength(2));

    world.slack.faults.clear();
    world.pass(HOUR);
    await eventually(() => expect(headings(world)).toHaveLength(1));
    await at(world, TUESDAY + 8 * HOUR);

    expect(headings(world)).toHaveLength(1);
    expect(world.told("mona")[0]).toContain("This comes late");
  });

  it("is dropped where Slack was away all day: the next day's comes instead", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add(outages.down);
    await at(world, TUESDAY);
    await eventually(() => expect(logged(world, "digest has to wait")).toHaveLength(1));

    world.slack.faults.clear();
    await at(world, WEDNESDAY);

    await eventually(() => expect(headings(world)).toEqual([expect.stringContaining("Wed 25 Nov 2026")]));
    expect(logged(world, "digest not sent")).toEqual([
      { manager: "mona", day: "2026-11-24", reason: "the day was over before Slack took it" },
    ]);
  });

  it("to a manager whom Slack does not know is told to the operator, once a day", async (context) => {
    const directory = DIRECTORY.replace("email: mona@example.test", "email: nobody@example.test");
    const world = await worldOf(context, { directory });
    await at(world, TUESDAY);
    await world.restart();
    await at(world, TUESDAY + 3 * HOUR);

    expect(logged(world, "digest not sent")).toEqual([
      { manager: "mona", day: "2026-11-24", reason: expect.stringContaining("slack_id or email") },
    ]);
    await at(world, WEDNESDAY);
    expect(logged(world, "digest not sent")).toHaveLength(2);
  });

  it("goes to a manager whom the issue names, in their own zone", async (context) => {
    const directory = DIRECTORY.replace(
      "email: lena@example.test",
      "email: lena@example.test, time_zone: America/New_York",
    );
    const world = await worldOf(context, { directory });
    world.gitlab.as("cathy").openIssue({
      title: "Globex: slow",
      description: await filledIn({ customer: "Globex", severity: ["High"], people: { "CSM manager": "lena" } }),
    });
    await world.settled();

    await at(world, TUESDAY);
    expect(headings(world)).toHaveLength(1);
    expect(world.told("lena")).toEqual([]);

    world.setClock(Date.parse("2026-11-24T14:00:00Z"));
    await eventually(() => expect(world.told("lena")).toHaveLength(1));
    expect(world.told("lena")[0]).toContain("Globex: slow");
    expect(world.told("lena")[0]).not.toContain("Acme");
  });

  it("follows the customer to another manager", async (context) => {
    const world = await worldOf(context);
    await at(world, TUESDAY);
    await world.changeDirectory(DIRECTORY.replace("csm_manager: mona", "csm_manager: lena"));
    await world.settled();

    await at(world, WEDNESDAY);

    expect(headings(world)).toHaveLength(1);
    expect(world.told("lena")).toEqual([expect.stringContaining("Wed 25 Nov 2026")]);
  });
});

describe.concurrent("without its scopes in Slack", () => {
  it("says which is missing, once a day", async (context) => {
    const world = await worldOf(context);
    world.slack.faults.add({
      fault: { kind: "error", error: "missing_scope", details: { needed: "im:write" } },
      methods: ["conversations.open"],
    });
    await at(world, TUESDAY);
    await world.restart();
    await at(world, TUESDAY + HOUR);

    expect(logged(world, "digest not sent")).toEqual([
      { manager: "mona", day: "2026-11-24", reason: expect.stringContaining("the scope im:write") },
    ]);
  });

  it("one of unknown fate is not sent again where nobody can look it up", async (context) => {
    const world = await worldOf(context);
    await moveTo(world, TUESDAY - MINUTE);
    world.slack.faults.add({ fault: { kind: "drop" }, methods: ["chat.postMessage"], afterCommit: true, times: 1 });
    world.slack.faults.add({
      fault: { kind: "error", error: "missing_scope", details: { needed: "im:history" } },
      methods: ["conversations.history"],
    });
    await at(world, TUESDAY);
    await eventually(() => expect(logged(world, "digest has to wait")).toHaveLength(1));
    world.pass(2 * MINUTE);
    await eventually(() => expect(logged(world, "digest not sent")).toHaveLength(1));

    expect(headings(world)).toHaveLength(1);
    expect(logged(world, "digest not sent")).toEqual([
      expect.objectContaining({ reason: expect.stringContaining("an attempt may have sent it") }),
    ]);
  });
});
