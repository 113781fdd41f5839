import { describe, expect, it } from "vitest";
import { describedAs, type Situation, situation } from "./situation.ts";

function opened(): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }) });
  here.run();
  return here;
}

function withoutLabel(here: Situation, label: string): void {
  here.issue = { ...here.issue, labels: here.issue.labels.filter((one) => one !== label) };
}

describe("what people take away is put back with one explanation (P-SEV-2, P-STAT-3)", () => {
  it.each([
    { label: "severity::high", says: "I put `severity::high` back" },
    { label: "escalation", says: "I put the label `escalation` back" },
  ])("the label $label", ({ label, says }) => {
    const here = opened();

    withoutLabel(here, label);
    here.run();

    expect(here.issue.labels).toContain(label);
    expect(here.notes).toHaveLength(1);
    expect(here.notes[0]).toContain(says);
    expect(here.run().wanted).toEqual([]);
  });

  it("confidentiality", () => {
    const here = opened();

    here.issue = { ...here.issue, confidential: false };
    here.run();

    expect(here.issue.confidential).toBe(true);
    expect(here.notes).toEqual([expect.stringContaining("I made this issue confidential again")]);
  });

  it("each time anew", () => {
    const here = opened();

    for (let time = 0; time < 2; time += 1) {
      withoutLabel(here, "severity::high");
      here.run();
    }

    expect(here.notes).toHaveLength(2);
  });

  it("but nothing is explained that GitLab refuses, however often it is tried; the status note says so", () => {
    const here = opened();
    here.broken.add("edit-issue");

    withoutLabel(here, "severity::high");
    here.run();
    here.run();

    expect(here.notes).toEqual([]);
    expect(here.statusNote).toContain("- GitLab did not take: label `severity::high` on.");
  });

  it("the first making of it so is no putting back", () => {
    const here = situation({ description: describedAs({ severity: ["High"] }), labels: [] });
    here.issue = { ...here.issue, confidential: false };

    here.run();

    expect(here.issue.confidential).toBe(true);
    expect(here.notes).toEqual([]);
  });
});
