import { describe, expect, it } from "vitest";
import type { LabelChange, Person } from "../../src/escalation/issue.ts";
import { describedAs, HOUR, MINUTE, member, type Situation, situation } from "./situation.ts";

const BOT: Person = { id: 77, username: "tidy-bot", name: "Tidy Bot" };

function opened(): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }) });
  here.run();
  return here;
}

/** Takes a label off a minute later, and lets the service look. */
function undo(here: Situation, label = "status::opened", by: Person = BOT): void {
  here.now += MINUTE;
  const change: LabelChange = { at: here.issue.updatedAt + 1000, by, label, added: false };
  here.history = { labels: [change] };
  here.issue = {
    ...here.issue,
    updatedAt: change.at,
    labels: here.issue.labels.filter((one) => one !== label),
  };
  here.run();
}

function undoTimes(here: Situation, times: number, label?: string): void {
  for (let time = 0; time < times; time += 1) undo(here, label);
}

const edits = (here: Situation) => here.wanted.filter(({ action }) => action.type === "edit-issue").length;

describe("who undoes the same thing again and again within minutes is another service (P-STAT-2)", () => {
  it.each(["status::opened", "severity::high", "escalation"])("%s: the fourth time it is left alone", (label) => {
    const here = opened();
    undoTimes(here, 3, label);
    expect(here.issue.labels).toContain(label);
    const before = edits(here);

    undo(here, label);
    here.now += MINUTE;
    here.run();

    expect(here.issue.labels).not.toContain(label);
    expect(edits(here)).toBe(before);
    expect(here.notes).toHaveLength(3);
    expect(here.statusNote).toContain(
      `Tidy-bot undoes the label \`${label}\` again and again, so it is left alone until`,
    );
  });

  it("half an hour later it is tried again; undone at once, it is left alone for twice as long", () => {
    const here = opened();
    undoTimes(here, 4);
    const { recheckAt } = here.run();
    expect(recheckAt).toBe(here.now + 30 * MINUTE);

    here.now += 30 * MINUTE;
    here.run();
    expect(here.issue.labels).toContain("status::opened");
    undo(here);

    expect(here.issue.labels).not.toContain("status::opened");
    expect(here.memory.undone).toMatchObject([{ by: "tidy-bot", holds: 2, until: here.now + HOUR }]);
  });

  it("other labels are kept right meanwhile, and confidentiality always", () => {
    const here = opened();
    undoTimes(here, 4);

    for (let time = 0; time < 6; time += 1) {
      here.now += MINUTE;
      here.issue = { ...here.issue, confidential: false, updatedAt: here.issue.updatedAt + 1000 };
      here.run();
    }
    undo(here, "severity::high");

    expect(here.issue.confidential).toBe(true);
    expect(here.issue.labels).toContain("severity::high");
    expect(here.issue.labels).not.toContain("status::opened");
  });

  it("several people, or one over hours, are no quarrel", () => {
    const here = opened();
    for (const name of ["mona", "cathy", "adam", "mona", "sam"]) undo(here, "status::opened", member(name));
    for (let time = 0; time < 6; time += 1) {
      here.now += 5 * MINUTE;
      undo(here);
    }

    expect(here.issue.labels).toContain("status::opened");
  });

  it("the timeline says since when, and a day later nothing is remembered of it", () => {
    const here = opened();
    undoTimes(here, 3);
    here.now += MINUTE;
    here.history = { labels: [{ at: here.issue.updatedAt + 1000, by: BOT, label: "status::opened", added: false }] };
    here.issue = {
      ...here.issue,
      updatedAt: here.issue.updatedAt + 1000,
      labels: here.issue.labels.filter((label) => label !== "status::opened"),
    };
    expect(here.decide().timeline.map(({ what }) => what)).toContain(
      "left alone for a while: tidy-bot undoes the label status::opened again and again",
    );
    here.run();

    here.now += 25 * HOUR;
    here.run();

    expect(here.memory.undone).toEqual([]);
    expect(here.issue.labels).toContain("status::opened");
  });
});
