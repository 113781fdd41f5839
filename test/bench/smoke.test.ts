import { expect, it } from "vitest";
import { bench } from "../../bench/index.ts";
import { isMet, SMOKE, table } from "../../bench/report.ts";
import { trendOf } from "../../bench/soak/memory.ts";
import { soak } from "../../bench/soak/soak.ts";
import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";

const countedGroups = [
  "API calls of an opening, caches warm",
  "API calls of a severity change",
  "API calls of an irrelevant delivery",
];

it("the benchmark measures every figure, and API calls stay within the theoretical number plus two", async () => {
  const rows = await bench(SMOKE);

  const groups = new Set(rows.map(({ group }) => group));
  expect([...groups]).toEqual(
    expect.arrayContaining([
      ...countedGroups,
      "deliveries of 10 kB, kept durably",
      "start to ready",
      "resident memory",
      "0.5 quiet seconds, 20 open escalations",
      "3 reminders due in the same minute, 20 open",
      "full look, 2 of 20 changed",
      "pages, 2 open and 40 past",
    ]),
  );
  expect(rows.filter(({ measured }) => !Number.isFinite(measured))).toEqual([]);
  const totals = rows.filter(({ group, what }) => countedGroups.includes(group) && what === "total");
  expect(totals).toHaveLength(countedGroups.length);
  expect(totals.filter((row) => !isMet(row))).toEqual([]);
  const served = rows.filter(({ what }) => ["missing", "too many", "other API calls"].includes(what));
  expect(served.map(({ measured }) => measured)).toEqual([0, 0, 0]);
  expect(table(rows).split("\n")).toHaveLength(2 + rows.length);
}, 120_000);

it("the soak finds the world as it must be after whole lives with faults, and sees what is missing or said twice", async () => {
  const run = await soak({ ...SMOKE.soak, seed: 7 });
  try {
    expect(run.steps).toBeGreaterThan(15);
    expect(Object.keys(run.mishaps).length).toBeGreaterThan(2);
    expect(run.differences()).toEqual([]);

    const { gitlab, slack } = run.embedded;
    const announcements = slack.state().channels.find(({ name }) => name === ANNOUNCEMENTS);
    const declaration = announcements?.messages.find(({ text }) => text.includes("Customer: Globex 1\n"));
    slack.as(slack.botUserId).post(announcements?.id ?? "", declaration?.text ?? "");
    gitlab.as("mona").addLabels(2, "severity::high", "update overdue");
    const found = run.differences();
    expect(found).toContain("Globex 1 (#1): declarations is 2 and should be 1");
    expect(found.some((difference) => difference.startsWith("Globex 2 (#2): labels is "))).toBe(true);
  } finally {
    await run.stop();
  }
}, 120_000);

it.each([
  { what: "flat", step: 0.01, isFlat: true },
  { what: "growing", step: 3, isFlat: false },
])("memory that is $what is called so", ({ step, isFlat }) => {
  const samples = Array.from({ length: 20 }, (_, at) => ({ rss: 200e6 + at * step * 1e6, heapUsed: 0 }));
  const { after, most } = trendOf(samples, "rss") ?? { after: Number.NaN, most: Number.NaN };
  expect(after <= most).toBe(isFlat);
});
