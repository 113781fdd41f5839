import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

async function opened(customer = "Acme Corp"): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: `${customer}: pipelines stand still`,
    description: await filledIn({ customer, severity: ["High"], asks: "- An engineer" }),
  });
  await world.settled();
  return iid;
}

async function say(iid: number, who: string, body: string): Promise<void> {
  world.gitlab.as(who).comment(iid, body);
  await world.settled();
}

/** What everybody can see of all escalations. */
function seen() {
  return {
    issues: world.gitlab.state().projects[0]?.issues.map(({ iid, state, labels, assignees, notes }) => ({
      ...{ iid, state, labels, assignees },
      said: notes.map(({ body }) => body.split("\n")[0]),
      reactions: notes.flatMap(({ reactions }) => reactions.map(({ name }) => name)),
    })),
    channels: world.slack.state().channels.map(({ name, isArchived, bookmarks, pins }) => ({
      ...{ name, isArchived, bookmarks: bookmarks.length, pins: pins.length },
      said: world.said(name).map(({ text }) => text),
    })),
    pages: world.gitlab.state().projects.flatMap(({ wiki }) => wiki.map(({ slug }) => slug)),
  };
}

describe("a store that is lost entirely", () => {
  it("is rebuilt by the first look: everything stands as before, and nothing is said or made twice", async () => {
    const first = await opened();
    const second = await opened();
    await say(first, "cathy", "/esc accept");
    await say(first, "cathy", "/esc update It is better. Next steps: @sam tests it by 2026-12-01");
    await say(first, "cathy", "/esc alert the workaround failed");
    await say(first, "mona", "/esc severity critical the go-live is on Monday");
    await say(first, "cathy", '/esc agree customer "it runs"');
    await say(second, "cathy", "/esc accept");
    await say(second, "cathy", "/esc monitoring watching it");
    const before = seen();

    await world.loseStore();
    await world.app.sync();
    await world.settled();

    expect(seen()).toEqual(before);
    await say(first, "mona", "/esc agree internal");
    await say(first, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. New runners were ordered.");
    expect(world.gitlab.issue(first).state).toBe("closed");
    expect(world.gitlab.issue(second).labels).toContain("status::monitoring");
  });

  it("does not believe a status note that somebody has edited", async () => {
    const iid = await opened();
    await say(iid, "cathy", "/esc accept");
    const [note] = world.statusNotes(iid);
    world.gitlab.as("mona").editComment(iid, note?.id ?? 0, (note?.body ?? "").replace(/kept \S+/, "kept e30=.AAAA"));

    await world.loseStore();
    await world.app.sync();
    await world.settled();

    expect(world.logged.map(({ message }) => message)).toContain(
      "what the status note keeps is not as the service wrote it, and is not used",
    );
    expect(world.slack.state().channels.filter(({ name }) => name.startsWith("esc_"))).toHaveLength(1);
    expect(world.said("escalated_customers")).toHaveLength(1);
    expect(world.statusNotes(iid)).toHaveLength(1);
  });
});
