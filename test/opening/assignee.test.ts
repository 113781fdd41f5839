import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../decide/situation.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";
import { escalated, opened, outcomeOf } from "./support.ts";

/** Free and Premium differ in what GitLab itself keeps right; what comes of it must not. */
describe.each(["free", "premium"] as const)("what people change by hand on the %s tier", (tier) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ tier });
    await world.settled();
  });
  afterAll(() => world.stop());

  it("P-DRI-7: a removed DRI is back with one explanation", async () => {
    const iid = await escalated(world, { severity: ["High"] });

    world.gitlab.as("mona").assign(iid);
    await world.settled();

    const { issue, comments } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["cathy"]);
    expect(comments).toEqual([expect.stringContaining("I assigned @cathy again")]);
  });

  it("P-DRI-7: another assignee is the DRI from then on, invited and named", async () => {
    const iid = await escalated(world, { severity: ["High"] });

    world.gitlab.as("mona").assign(iid, "sam");
    await world.settled();

    const { issue, comments, statusNotes, channels, announced } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["sam"]);
    expect(comments).toEqual([expect.stringContaining("@sam is the DRI now, after @cathy: chosen by")]);
    expect(rowsOf(statusNotes[0]?.body)["DRI"]).toMatch(/^@sam \(Sam Reyes\): chosen by /);
    expect(channels[0]?.topic).toContain("DRI: Sam Reyes");
    expect(announced.map(({ text }) => text).join()).toMatch(/\nDRI: <@U\w+>/);
  });

  it("P-DRI-7: of several assignees the DRI stays", async () => {
    const iid = await escalated(world, { severity: ["High"] });

    world.gitlab.as("mona").assign(iid, "cathy", "sam");
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["cathy"]);
  });

  it("whoever was assigned at the opening is kept", async () => {
    const iid = await opened(world, { description: `${await filledIn({ severity: ["High"] })}\n/assign @sam` });

    expect(world.gitlab.issue(iid).assignees).toEqual(["sam"]);
  });

  it("P-SEV-2: a removed severity is back with one explanation", async () => {
    const iid = await escalated(world, { severity: ["High"] });

    world.gitlab.as("mona").removeLabels(iid, "severity::high");
    await world.settled();

    const { issue, comments } = outcomeOf(world, iid);
    expect(issue.labels).toContain("severity::high");
    expect(comments).toEqual([expect.stringContaining("I put `severity::high` back")]);
  });

  it("P-SEV-1: of two severities the newest stays, and is what everybody reads", async () => {
    const iid = await escalated(world, { severity: ["High"] });

    world.gitlab.as("mona").addLabels(iid, "severity::medium");
    await world.settled();

    const { issue, statusNotes, comments, channels, announced } = outcomeOf(world, iid);
    expect(issue.labels.filter((label) => label.startsWith("severity::"))).toEqual(["severity::medium"]);
    expect(rowsOf(statusNotes[0]?.body)["Severity"]).toContain("**medium**");
    expect(channels[0]?.topic).toContain("Severity: medium");
    expect(announced[0]?.text).toContain("Severity: medium");
    expect(comments).toEqual([]);
  });

  it("P-STAT-3: the label taken off and the issue made public are put right, each with a word", async () => {
    const iid = await escalated(world, { severity: ["Low"] });

    world.gitlab.as("mona").removeLabels(iid, "escalation");
    await world.settled();
    world.gitlab.as("mona").setConfidential(iid, false);
    await world.settled();

    const { issue, comments } = outcomeOf(world, iid);
    expect(issue.labels).toContain("escalation");
    expect(issue.confidential).toBe(true);
    expect(comments).toEqual([
      expect.stringContaining("I put the label"),
      expect.stringContaining("confidential again"),
    ]);
  });
});
