import { afterEach, describe, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.stop());

/** Every span in plain minutes. */
const MINUTES = `
working_time: { always: true }
severities:
  critical:
    internal_update: { every: PT10M, overdue_after: PT5M, manager_after: PT5M }
    customer_update: none
opening_steps: []
`;

async function opened(): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: ["Critical"], asks: "- An engineer" }),
  });
  await world.settled();
  world.gitlab.as("cathy").comment(iid, "/esc accept");
  await world.settled();
  return iid;
}

/** Lets the clock run on, and waits for what is due by then. */
async function later(minutes: number): Promise<void> {
  world.pass(minutes * 60_000);
  await world.app.sync();
  await world.settled();
}

function inChannel(): string[] {
  return world.said("esc_acme-corp").map(({ text }) => text.split("\n")[0] ?? "");
}

describe("an escalation is kept moving (P-CAD-1 to 4, 10)", () => {
  it("reminded, overdue, the manager by name, an update, and quiet again: each once, across restarts", async () => {
    world = await startWorld({ policy: MINUTES });
    const iid = await opened();

    await later(11);
    await world.restart();
    await later(5);
    await world.restart();
    await later(5);

    expect(inChannel().slice(1)).toEqual([
      "Reminder: an internal update is owed",
      "Overdue: an internal update",
      "Still missing: an internal update",
    ]);
    const { labels, notes } = world.gitlab.issue(iid);
    expect(labels).toContain("update overdue");
    expect(notes.filter(({ body }) => body.includes("escalations:overdue"))).toHaveLength(1);
    expect(notes.find(({ body }) => body.includes("escalations:manager"))?.body).toContain("@mona");

    world.gitlab
      .as("cathy")
      .comment(iid, "/esc update The fix is live.\n\nNext steps: @sam watches it until 2027-01-31");
    await world.settled();

    expect(world.gitlab.issue(iid).labels).not.toContain("update overdue");
    expect(inChannel().at(-1)).toBe("Update");
    expect(world.said("esc_acme-corp").at(-1)?.text).toContain("The fix is live.");
    expect(world.statusNotes(iid)[0]?.body).toMatch(/Internal update \| last .* by Cathy Summers; due/);
  });

  it("P-CAD-8: nothing is asked for while it is paused", async () => {
    world = await startWorld({ policy: MINUTES });
    const iid = await opened();

    const tomorrow = new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString().slice(0, 10);
    world.gitlab.as("cathy").comment(iid, `/esc pause until ${tomorrow} they are closed`);
    await world.settled();
    await later(60);

    expect(inChannel()).toHaveLength(1);
    expect(world.statusNotes(iid)[0]?.body).toContain("paused until");

    world.gitlab.as("cathy").comment(iid, "/esc resume they are back");
    await world.settled();
    await later(11);

    expect(inChannel().slice(1)).toEqual(["Reminder: an internal update is owed"]);
  });
});

describe("standups (P-CAD-5)", () => {
  it("are reminded of before each, are a calendar to subscribe to, and can be stopped", async () => {
    world = await startWorld({ policy: MINUTES });
    world.setClock(Date.parse("2026-11-24T09:00:00Z"));
    const iid = await opened();

    world.gitlab
      .as("cathy")
      .comment(
        iid,
        "/esc standup daily 10:30 Europe/Berlin https://meet.example.test/acme\n/esc pause until 2026-12-24 x",
      );
    await world.settled();
    const feed = /\/calendar\/[\w-]+\.ics/.exec(world.statusNotes(iid)[0]?.body ?? "")?.[0] ?? "";
    world.setClock(Date.parse("2026-11-24T09:20:30Z"));
    await world.app.sync();
    await world.settled();

    expect(inChannel()).toEqual([expect.any(String), "The standup is about to start"]);
    expect(world.said("esc_acme-corp").at(-1)?.text).toContain("https://meet.example.test/acme");
    const answer = await fetch(`${world.app.url}${feed}`);
    expect(answer.headers.get("content-type")).toContain("text/calendar");
    const calendar = await answer.text();
    expect(calendar).toContain("DTSTART;TZID=Europe/Berlin");
    expect((await fetch(`${world.app.url}${feed.replace(".ics", "x.ics")}`)).status).toBe(404);

    world.gitlab.as("cathy").comment(iid, "/esc standup stop");
    await world.settled();
    world.setClock(Date.parse("2026-11-25T09:25:00Z"));
    await world.app.sync();
    await world.settled();

    expect(inChannel().filter((text) => text.startsWith("The standup"))).toHaveLength(1);
    expect(await (await fetch(`${world.app.url}${feed}`)).text()).toContain("STATUS:CANCELLED");
  });
});
