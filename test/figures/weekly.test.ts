import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Message } from "../../src/decide/message.ts";
import type { Life } from "../../src/escalation/life.ts";
import { OpenEscalation } from "../../src/figures/open-escalation.ts";
import { type WeeklyFacts, weeklyMessage, weekOf } from "../../src/figures/weekly.ts";
import { Directory } from "../../src/policy/directory.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";

const DAY = 86_400_000;
/** A Tuesday. */
const NOW = Date.parse("2026-11-24T09:00:00Z");
const MONDAY = Date.parse("2026-11-23T00:00:00Z") / DAY;
const week = weekOf(NOW, "Europe/Berlin");

function life(opened: number, more: Partial<Life> = {}): Life {
  return {
    ...{ severity: "high", region: "emea", opened, toDri: 0, toAcceptance: null, toUpdate: null, updates: [] },
    ...{ late: { internal: null, customer: null }, ends: [], isOpen: true },
    ...more,
  };
}

function line(iid: number, more: Partial<OpenEscalation> = {}): OpenEscalation {
  return OpenEscalation.parse({
    ...{ project_id: 7, iid, title: `Acme Corp: trouble ${iid}`, web_url: `https://gitlab.example.test/${iid}` },
    ...{ severity: "high", customer: "Acme Corp", status: "in-progress", dri: "cathy", region: "emea" },
    ...{ opened_at: "2026-11-01T09:00:00Z", restricted: false, ...more },
  });
}

function said(facts: Partial<WeeklyFacts>): string | undefined {
  const directory = Directory.parse(parse(DIRECTORY));
  const message = weeklyMessage(week, {
    ...{ lives: [], open: [], ended: [], directory, timeZone: "Europe/Berlin", now: NOW, ...facts },
  });
  return message && textOf(message);
}

function textOf({ heading, paragraphs = [] }: Message): string {
  const parts = paragraphs.map((text) =>
    text.map((part) => (typeof part === "string" ? part : "label" in part ? `<${part.label}>` : "a mention")).join(""),
  );
  return [heading, ...parts].join("\n\n");
}

describe("the week of a moment", () => {
  it.each(["2026-11-22T23:00:00Z", "2026-11-24T09:00:00Z", "2026-11-29T22:59:59Z"])(
    "begins on Monday by the zone's calendar: %s",
    (at) => {
      expect(weekOf(Date.parse(at), "Europe/Berlin")).toEqual({
        ...{ monday: "2026-11-23", until: Date.parse("2026-11-29T23:00:00Z") },
        ...{ told: { from: MONDAY - 7, to: MONDAY - 1 }, before: { from: MONDAY - 14, to: MONDAY - 8 } },
      });
    },
  );
});

describe("the weekly digest", () => {
  it("says what opened and ended, what is overdue and worst, and the figures against the week before", () => {
    const resolved = life(MONDAY - 20, {
      ends: [{ round: 1, day: MONDAY - 2, as: "resolved", open: 18 * DAY }],
      isOpen: false,
    });

    const text = said({
      lives: [life(MONDAY - 3, { updates: [[MONDAY - 2, 3, 1]] }), life(MONDAY - 9), life(MONDAY), resolved],
      open: [
        line(1, { opened_at: "2026-11-20T09:00:00Z" }),
        line(2, { overdue: true, severity: "medium" }),
        line(3, { severity: "critical", dri: null }),
      ],
      ended: [line(4, { status: "resolved" })],
    });

    expect(text).toBe(
      [
        "Escalations in the week of Mon 16 Nov 2026: 1 opened, 1 resolved, 3 open now",
        [
          "*Figures*",
          "• Opened: 1, the week before 1",
          "• Resolved: 1, the week before 0",
          "• Ended otherwise: 0, the week before 0",
          "• Reopened: 0 (0 %), the week before –",
          "• Updates in time: 3 (75 %), the week before –",
          "• To DRI: 0 min / 0 min, the week before 0 min / 0 min",
          "• To resolution: 18 d / 18 d, the week before –",
        ].join("\n"),
        "*Overdue now* (1)\n• medium · <Acme Corp: trouble 2> · in-progress · DRI Cathy Summers · opened 23 days ago",
        [
          "*Worst besides* (2)",
          "• critical · <Acme Corp: trouble 3> · in-progress · no DRI · opened 23 days ago",
          "• high · <Acme Corp: trouble 1> · in-progress · DRI Cathy Summers · opened 4 days ago",
        ].join("\n"),
        "*Opened* (1)\n• high · <Acme Corp: trouble 1> · in-progress · DRI Cathy Summers · opened 4 days ago",
        "*Ended* (1)\n• high · <Acme Corp: trouble 4> · resolved · DRI Cathy Summers · opened 23 days ago",
      ].join("\n\n"),
    );
  });

  it("P-OPEN-7: names no restricted customer, and mentions nobody", () => {
    const text = said({
      open: [line(1, { customer: "Ministry of Maps", title: "Ministry of Maps: borders are gone", overdue: true })],
      ended: [line(2, { customer: "Not In The Directory", title: "Ministry: borders", restricted: true })],
    });

    expect(text).toContain("<Bluebird>");
    expect(text).toContain("<a restricted customer>");
    expect(text).not.toMatch(/Ministry|borders|a mention/);
  });

  it("counts what does not fit", () => {
    const text = said({ open: Array.from({ length: 400 }, (_, index) => line(index + 1, { title: "x".repeat(300) })) });

    expect(text).toContain("and 395 more");
    expect(text?.length).toBeLessThan(3_500);
  });

  it("is not written where nothing is open and nothing happened", () => {
    expect(said({ lives: [life(MONDAY - 60, { isOpen: false })] })).toBeUndefined();
  });
});
