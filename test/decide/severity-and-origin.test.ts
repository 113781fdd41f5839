import { describe, expect, it } from "vitest";
import { describedAs, rowsOf, type Situation, situation } from "./situation.ts";

function types(wanted: Situation["wanted"]): string[] {
  return wanted.map(({ action }) => action.type);
}

describe("severity at the opening (P-SEV-1, P-SEV-2)", () => {
  it("is the label's, where there is one, whatever is ticked", () => {
    const here = situation({
      description: describedAs({ severity: ["Critical"] }),
      labels: ["escalation", "severity::low"],
    });

    here.run();

    expect(here.issue.labels).toContain("severity::low");
    expect(here.issue.labels).not.toContain("severity::critical");
  });

  it("is the one box that is ticked, and the status note goes on saying so", () => {
    const here = situation({ description: describedAs({ severity: ["High"] }) });

    here.run();

    expect(here.issue.labels).toContain("severity::high");
    expect(rowsOf(here.statusNote)["Severity"]).toBe("**high** (ticked in the description)");
  });

  it.each([
    { severity: [], says: "no box is ticked and no label set" },
    { severity: ["High", "Low"], says: "2 boxes are ticked, and exactly one counts" },
  ])("is asked for once where $says, and all else waits", ({ severity, says }) => {
    const here = situation({ description: describedAs({ severity, origin: ["Support ticket"] }) });

    here.run();
    here.now += 3 * 24 * 3_600_000;
    const later = here.run();

    expect(here.notes).toHaveLength(1);
    expect(here.notes[0]).toMatch(/^@cathy @mona: how severe is it\?/);
    expect(here.issue.labels.toSorted()).toEqual(["escalation", "needs severity", "status::opened"]);
    expect(here.issue.assignees).toEqual([]);
    expect(types(here.wanted)).not.toContain("create-channel");
    expect(rowsOf(here.statusNote)["Severity"]).toBe(`**held** until there is one: ${says}`);
    expect(rowsOf(here.statusNote)["Slack channel"]).toBe("made once there is a severity");
    expect(later).toEqual({ wanted: [], recheckAt: undefined });
  });

  it("that comes later opens it, once", () => {
    const here = situation({ description: describedAs({ severity: ["High", "Low"] }) });
    here.run();

    here.issue = { ...here.issue, description: describedAs({ severity: ["Low"] }) };
    const { wanted } = here.run();

    expect(here.issue.labels).not.toContain("needs severity");
    expect(types(wanted).filter((type) => type === "create-channel")).toHaveLength(1);
    expect(here.memory.openedAt).toBe(here.now);
    expect(here.run().wanted).toEqual([]);
  });

  it("ignores boxes once it has one: they are history", () => {
    const here = situation({ description: describedAs({ severity: ["Low"] }) });
    here.run();

    here.issue = { ...here.issue, description: describedAs({ severity: ["Critical"] }) };

    expect(here.run().wanted.filter(({ lane }) => lane === "gitlab")).toEqual([]);
  });
});

describe("two severities on a tier without scoped labels (P-SEV-1)", () => {
  it("the newest stays, by what is remembered where no label event tells", () => {
    const here = situation({ labels: ["escalation", "severity::high"], description: describedAs() });
    here.run();

    here.issue = { ...here.issue, labels: [...here.issue.labels, "severity::low"] };
    here.run();

    expect(here.issue.labels.filter((label) => label.startsWith("severity::"))).toEqual(["severity::low"]);
    expect(here.notes).toEqual([]);
  });
});

describe("origin (P-DRI-13)", () => {
  it.each([
    { boxes: [], origin: "account", says: "account (no box is ticked, which counts as account)" },
    { boxes: ["Account (no support ticket)"], origin: "account", says: "account (ticked in the description)" },
    {
      boxes: ["Account", "Support ticket"],
      origin: "support",
      says: "support (ticked in the description, with account, before which it comes)",
    },
    {
      boxes: ["Account", "Support ticket", "Professional services project"],
      origin: "professional-services",
      says: "professional-services (ticked in the description, with account and support, before which it comes)",
    },
  ])("of $boxes is $origin, and the status note goes on saying why", ({ boxes, origin, says }) => {
    const here = situation({ description: describedAs({ severity: ["Low"], origin: boxes }) });

    here.run();

    expect(here.issue.labels.filter((label) => label.startsWith("origin::"))).toEqual([`origin::${origin}`]);
    expect(rowsOf(here.statusNote)["Origin"]).toBe(says);
  });

  it("is the label's afterwards", () => {
    const here = situation({ description: describedAs({ severity: ["Low"] }) });
    here.run();

    here.issue = {
      ...here.issue,
      labels: here.issue.labels.map((label) => (label === "origin::account" ? "origin::support" : label)),
    };
    here.run();

    expect(rowsOf(here.statusNote)["Origin"]).toBe("support (its label)");
  });
});
