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
