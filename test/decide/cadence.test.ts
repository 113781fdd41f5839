import { describe, expect, it } from "vitest";
import { describedAs, HOUR, type Situation, say, situation } from "./situation.ts";

const STEPLESS = { opening_steps: [] };

function opened(severity: string, policy: object = STEPLESS): Situation {
  const here = situation({ description: describedAs({ severity: [severity] }), policy });
  here.run();
  here.takeOn();
  here.run();
  return here;
}

/** Lets time pass the way the service does: from due moment to due moment. Answers what was said, by key. */
function until(here: Situation, end: number): string[] {
  const said: string[] = [];
  for (let { recheckAt } = here.run(); recheckAt !== undefined && recheckAt <= end; ) {
    here.now = Math.max(here.now, recheckAt);
    const run = here.run();
    said.push(...run.wanted.filter(({ action }) => action.type.startsWith("post-")).map(({ key }) => key));
    recheckAt = run.recheckAt;
  }
  here.now = end;
  return said;
}

function kinds(keys: readonly string[], clock = "internal"): string[] {
  return keys.filter((key) => key.includes(`/${clock}/`)).map((key) => key.replace(/\/.*?(\/channel)?$/, "$1"));
}

/** Opened Tuesday 10:00 in Berlin. */
const TUESDAY_10 = Date.parse("2026-11-24T09:00:00Z");
const at = (text: string) => Date.parse(text);

describe("the internal clock of a critical escalation (P-CAD-1, 3, 4)", () => {
  it("reminds in the channel at 16:00 of the next working day, is overdue at its end, and four working hours later the manager hears", () => {
    const here = opened("Critical");
    expect(here.now).toBe(TUESDAY_10);

    expect(kinds(until(here, at("2026-11-25T14:59:59Z")))).toEqual([]);
    expect(kinds(until(here, at("2026-11-25T15:00:00Z")))).toEqual(["reminder/channel"]);
    expect(kinds(until(here, at("2026-11-25T17:00:00Z")))).toEqual(["overdue", "overdue/channel"]);
    expect(here.issue.labels).toContain("update overdue");
    expect(kinds(until(here, at("2026-11-26T11:59:59Z")))).toEqual([]);
    expect(kinds(until(here, at("2026-11-26T12:00:00Z")))).toEqual(["manager", "manager/channel"]);
    expect(here.notes.at(-1)).toMatch(/^@mona: an internal update is still missing/);
    expect(kinds(until(here, at("2026-12-04T12:00:00Z")))).toEqual([]);
  });

  it("an update sets it back, takes the label off, and begins anew", () => {
    const here = opened("Critical");
    until(here, at("2026-11-25T17:30:00Z"));

    say(here, "cathy", "/esc update Runners are patched. Next steps: @sam watches them until 2026-11-30");

    // The customer has not been spoken with either.
    expect(here.issue.labels).toContain("update overdue");
    say(here, "cathy", "/esc customer-update called them");
    expect(here.issue.labels).not.toContain("update overdue");
    expect(kinds(until(here, at("2026-11-30T00:00:00Z")))).toEqual(["reminder/channel", "overdue", "overdue/channel"]);
  });

  it("P-CAD-10: after days of downtime each fires once, late, and says so", () => {
    const here = opened("Critical");

    here.now = at("2026-12-03T09:00:00Z");
    const { wanted } = here.run();

    const said = kinds(wanted.map(({ key }) => key));
    expect(said).toEqual(["reminder/channel", "overdue", "overdue/channel", "manager", "manager/channel"]);
    expect(here.notes.filter((note) => note.includes("This comes late"))).not.toEqual([]);
    expect(here.run().wanted).toEqual([]);
  });

  it("P-CAD-8: stands still while paused, ends with the day, or earlier with a change of severity", () => {
    const here = opened("Critical");
    say(here, "cathy", "/esc pause until 2026-11-27 they are closed until then");
    expect(here.memory.pause).toMatchObject({ why: "they are closed until then" });

    expect(kinds(until(here, at("2026-11-27T22:00:00Z")))).toEqual([]);
    expect(kinds(until(here, at("2026-12-01T18:00:00Z")))).toEqual(["reminder/channel", "overdue", "overdue/channel"]);
  });

  it("P-CAD-8: a pause holds up the internal clock alone, also once it is over", () => {
    const here = opened("Critical");
    const due = () => Object.fromEntries(here.decide().overview.clocks.map((clock) => [clock.name, clock.due]));
    const before = due();
    say(here, "cathy", "/esc pause until 2026-11-24 a day off");
    say(here, "cathy", "/esc resume back already");
    expect(due()).toEqual(before);

    say(here, "cathy", "/esc pause until 2026-11-25 a day off");
    until(here, at("2026-11-26T05:00:00Z"));

    expect(due()).toEqual({ internal: "2026-11-27T17:00:00.000Z", customer: before["customer"] });
  });

  it("P-CAD-6: in monitoring it follows the clock of medium", () => {
    const here = opened("Critical");
    say(here, "cathy", "/esc monitoring The fix is live");

    expect(kinds(until(here, at("2026-11-30T12:00:00Z")))).toEqual([]);
    expect(kinds(until(here, at("2026-12-01T17:00:00Z")))).toEqual(["reminder/channel"]);
  });
});

describe("severities without a rush", () => {
  it("medium is asked for after a week and overdue after two (P-CAD-1)", () => {
    const here = opened("Medium");

    expect(kinds(until(here, at("2026-12-01T17:00:00Z")))).toEqual(["reminder/channel"]);
    expect(kinds(until(here, at("2026-12-08T16:59:00Z")))).toEqual([]);
    expect(kinds(until(here, at("2026-12-08T17:00:00Z")))).toEqual(["overdue", "overdue/channel"]);
  });

  it("low has no clocks", () => {
    expect(until(opened("Low"), TUESDAY_10 + 90 * 24 * HOUR)).toEqual([]);
  });

  it("a raise begins the new clock at the raise, not at what was long ago (P-SEV-4)", () => {
    const here = opened("Low");
    until(here, at("2026-12-07T09:00:00Z"));

    here.issue = {
      ...here.issue,
      labels: [...here.issue.labels.filter((one) => one !== "severity::low"), "severity::critical"],
    };
    here.run();

    expect(here.issue.labels).not.toContain("update overdue");
    expect(kinds(until(here, at("2026-12-08T15:00:00Z")))).toEqual(["reminder/channel"]);
  });
});

describe("what an update says (P-CAD-2, P-CAD-7)", () => {
  it("is told in the channel once, and one without next steps, owner and date is asked for them", () => {
    const here = opened("High");

    say(here, "sam", "/esc update It is in review.");

    expect(here.notes.at(-1)).toMatch(/does not say the next steps, who owns them and by when/);
    expect(here.wanted.filter(({ key }) => key.startsWith("internal-update/"))).toHaveLength(1);
  });

  it.each([
    "/esc update Current state: in review\nNext steps: test the fix\nOwner and date: @sam, 2026-12-01",
    "/esc update\nIn review.\n\n**Next steps:** @sam tests the fix by 2026-12-01",
    "## Update\n\n### State\n\nIn review\n\n### Next steps\n\n- @sam tests the fix by 2026-12-01",
  ])("a whole one needs no reply: %s", (body) => {
    const here = opened("High");
    const before = here.notes.length;

    say(here, "cathy", body);

    expect(here.notes).toHaveLength(before);
    expect(here.memory.updates.internal).toMatchObject({ by: "cathy" });
    expect(here.memory.nextSteps?.text).toContain("test");
  });

  it("P-CAD-9: the manager hears when next steps are the same twice, and when their date has passed", () => {
    const here = opened("High");
    const text = "/esc update Next steps: @sam tests the fix by 2026-11-25";
    say(here, "cathy", text);
    say(here, "cathy", text);

    expect(here.notes.filter((note) => note.includes("the same in two updates"))).toHaveLength(1);
    until(here, at("2026-11-26T09:00:00Z"));
    expect(here.notes.filter((note) => note.includes("has passed, and no newer ones were given"))).toHaveLength(1);
    expect(here.run().wanted).toEqual([]);
  });

  it("P-CAD-9: and when nobody spoke with the customer for twice its clock", () => {
    const here = opened("Critical");

    until(here, at("2026-11-30T09:00:00Z"));

    expect(here.notes.filter((note) => note.includes("nobody has spoken with the customer"))).toHaveLength(1);
  });
});

describe("opening steps (P-OPEN-1)", () => {
  it("one not done when due is asked for, then the manager hears; done by command it is asked for no more", () => {
    const here = opened("High", {});
    const steps = (keys: string[]) =>
      keys.filter((key) => key.startsWith("step-")).map((key) => key.replace(/-\d{6,}/g, ""));

    expect(steps(until(here, TUESDAY_10 + 4 * HOUR))).toEqual(["step-due/1/sentiment", "step-due/1/sentiment/channel"]);
    say(here, "cathy", "/esc done sentiment https://cs.example.test/acme");
    expect(steps(until(here, at("2026-11-25T17:00:00Z")))).toEqual([
      "step-due/1/standup",
      "step-due/1/standup/channel",
    ]);
    expect(steps(until(here, at("2026-11-26T12:00:00Z")))).toEqual([
      "step-late/1/standup",
      "step-late/1/standup/channel",
    ]);
    expect(here.statusNote).toContain("- [x] CSM sentiment updated to at risk");
  });

  it("P-OPEN-5: an ask is answered by command, and the status note says by whom", () => {
    const here = opened("High");

    say(here, "cathy", "/esc done ask 1 @sam");

    expect(here.statusNote).toMatch(/- \[x\] 1\\\. An engineer who knows runners, in CET \(answered by Sam Reyes\)/);
  });

  it("P-SEE-6: status note and topic count the exit criteria that are met", () => {
    const here = opened("High");
    expect(here.statusNote).toContain("#### Exit criteria, 0 of 1 met");

    here.issue = { ...here.issue, description: here.issue.description.replace("- [ ] Pipelines", "- [x] Pipelines") };
    here.run();

    expect(here.statusNote).toContain("#### Exit criteria, 1 of 1 met");
    expect(here.effects.find(({ key }) => key === "topic/1")?.action).toContain("Exit criteria: 1 of 1 met");
  });
});
