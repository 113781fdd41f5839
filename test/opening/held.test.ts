import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../decide/situation.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";
import { escalated, opened, outcomeOf } from "./support.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.settled();
});
afterAll(() => world.stop());

function isHeld(iid: number): void {
  const { issue, statusNotes, comments, channels, announced } = outcomeOf(world, iid);
  expect(issue.labels).toEqual(expect.arrayContaining(["escalation", "needs severity"]));
  expect(issue.assignees).toEqual([]);
  expect(statusNotes).toHaveLength(1);
  expect(rowsOf(statusNotes[0]?.body)["Severity"]).toMatch(/^\*\*held\*\*/);
  expect(comments.filter((body) => body.includes("how severe is it?"))).toHaveLength(1);
  expect([...channels, ...announced]).toEqual([]);
}

function isOpen(iid: number, severity: string): void {
  const { issue, statusNotes, comments, channels, announced } = outcomeOf(world, iid);
  expect(issue.labels).toContain(`severity::${severity}`);
  expect(issue.labels).not.toContain("needs severity");
  expect(issue.assignees).toEqual(["cathy"]);
  expect(rowsOf(statusNotes[0]?.body)["Severity"]).toContain(`**${severity}**`);
  expect(comments.filter((body) => body.includes("how severe is it?"))).toHaveLength(1);
  expect([statusNotes.length, channels.length, announced.length]).toEqual([1, 1, 1]);
}

describe("an escalation without a severity (P-SEV-2)", () => {
  it("is held with no box ticked, asked about once, and opens when its author ticks one", async () => {
    const iid = await escalated(world, {});
    isHeld(iid);

    const { description } = world.gitlab.issue(iid);
    world.gitlab.as("cathy").editDescription(iid, `${description}\n\nMore to come.`);
    await world.settled();
    await world.app.sync();
    await world.settled();
    isHeld(iid);

    world.gitlab.as("cathy").editDescription(iid, description.replace("- [ ] Low", "- [x] Low"));
    await world.settled();
    isOpen(iid, "low");
  });

  it("is held with two boxes ticked, and opens when one is taken off", async () => {
    const iid = await escalated(world, { severity: ["High", "Medium"] });
    isHeld(iid);

    world.gitlab
      .as("cathy")
      .editDescription(iid, world.gitlab.issue(iid).description.replace("- [x] Medium", "- [ ] Medium"));
    await world.settled();
    isOpen(iid, "high");
  });

  it("opens when somebody sets a label", async () => {
    const iid = await escalated(world, {});

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    isOpen(iid, "critical");
  });

  it("that lacks the template too is asked for what else is missing, and opens just the same", async () => {
    const iid = await opened(world, {
      title: "Acme is down",
      description: "They cannot work.",
      labels: ["escalation"],
    });

    const { comments, issue } = outcomeOf(world, iid);
    isHeld(iid);
    expect(issue.confidential).toBe(true);
    expect(comments).toContainEqual(
      expect.stringMatching(/@cathy: which customer is it\?.*`## What is happening`, `## Immediate asks`, `## People`/),
    );

    world.gitlab.as("cathy").editDescription(iid, "## Customer\n\nACME\n\n## Severity\n\nHigh\n");
    await world.settled();
    isOpen(iid, "high");
  });
});

describe("opened by somebody who may not set labels", () => {
  it("an escalation from the template gets its label from the service, by the hidden line", async () => {
    const iid = await escalated(world, { severity: ["Low"], people: { CSM: "cathy" } }, { by: "gus" });

    isOpenFor(iid);
    expect(world.gitlab.issue(iid).author).toBe("gus");
  });

  function isOpenFor(iid: number): void {
    const { issue, channels, announced } = outcomeOf(world, iid);
    expect(issue.labels).toEqual(expect.arrayContaining(["escalation", "severity::low", "status::opened"]));
    expect([channels.length, announced.length]).toEqual([1, 1]);
  }

  it("an issue that mentions no template is none", async () => {
    const iid = await opened(world, {
      description: (await filledIn({ severity: ["Low"] }))
        .replace("<!-- escalation -->", "")
        .replace("/label ~escalation", ""),
    });

    expect(world.gitlab.issue(iid).notes).toEqual([]);
  });
});
