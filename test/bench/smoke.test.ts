import { expect, it } from "vitest";
import { bench } from "../../bench/index.ts";
import { isMet, SMOKE, table } from "../../bench/report.ts";

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
