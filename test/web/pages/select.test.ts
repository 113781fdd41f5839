import { describe, expect, it } from "vitest";
import { Filter, filterPath } from "../../../src/web/pages/overview/filter.ts";
import { MOST_ON_A_PAGE, select } from "../../../src/web/pages/overview/select.ts";
import { aLine, iso, OVERDUE, words } from "./lines.ts";

const LINES = [
  aLine({ iid: 1, severity: "low", region: "amer", manager: null, dri: "petra", dri_name: "Petra Novak" }),
  aLine({ iid: 2, severity: "high" }),
  aLine({ iid: 3, severity: "high", ...OVERDUE, customer: "Globex" }),
  aLine({ iid: 4, severity: "critical" }),
  aLine({ iid: 5, severity: null, needs: ["severity"], dri: null, dri_name: null }),
  aLine({
    iid: 6,
    severity: "high",
    clocks: [{ name: "internal", due: iso(8), overdue_at: iso(12) }],
    next_due: iso(8),
  }),
  aLine({ iid: 7, severity: "high", opened_at: iso(-200) }),
];

function shown(query: Record<string, string> = {}, username: string | undefined = "mona", lines = LINES): number[] {
  const { entries } = select(lines, Filter.parse(query), { username, reader: words() });
  return entries.map(({ line }) => line.iid);
}

describe("the overview's order (P-SEE-4)", () => {
  it("is by severity, those without one first, then by what needs attention, is due next, and is oldest", () => {
    expect(shown()).toEqual([5, 4, 3, 6, 7, 2, 1]);
  });
});

describe("the overview's filters", () => {
  it.each([
    { query: { severity: "critical" }, expected: [4] },
    { query: { severity: "none" }, expected: [5] },
    { query: { region: "amer" }, expected: [1] },
    { query: { dri: "petra" }, expected: [1] },
    { query: { dri: "@NOVAK" }, expected: [1] },
    { query: { customer: "glob" }, expected: [3] },
    { query: { overdue: "1" }, expected: [3] },
    { query: { attention: "1" }, expected: [5, 3] },
    { query: { severity: "high", overdue: "1" }, expected: [3] },
    { query: { severity: "disastrous", page: "x", mine: "maybe" }, expected: [5, 4, 3, 6, 7, 2, 1] },
  ])("$query", ({ query, expected }) => {
    expect(shown(query)).toEqual(expected);
  });

  it("mine are those one leads, backs as product counterpart, or manages; nobody's where nobody knows who looks", () => {
    expect(shown({ mine: "1" }, "Mona")).toEqual([5, 4, 3, 6, 7, 2]);
    expect(shown({ mine: "1" }, "petra")).toEqual([1]);
    expect(shown({ mine: "1" }, "gina")).toHaveLength(7);
    expect(shown({ mine: "1" }, undefined).length).toBeLessThanOrEqual(7);
    const { counts, entries } = select(LINES, Filter.parse({ mine: "1" }), { username: undefined, reader: words() });
    expect([counts.mine, entries.length]).toEqual([0, 0]);
  });

  it("figures are of all, whatever is filtered", () => {
    const { counts, found } = select(LINES, Filter.parse({ severity: "low" }), { username: "mona", reader: words() });

    expect(found).toBe(1);
    expect(counts).toEqual({
      ...{ all: 7, attention: 2, overdue: 1, mine: 6 },
      severity: { critical: 1, high: 4, medium: 0, low: 1, none: 1 },
    });
  });

  it("an address says the filter, and reads as the same", () => {
    const filter = Filter.parse({ severity: "high", customer: "Fish & Chips", mine: "1", page: "3" });

    expect(filterPath(filter)).toBe("/?severity=high&customer=Fish+%26+Chips&mine=1&page=3");
    expect(Filter.parse(Object.fromEntries(new URL(filterPath(filter), "http://x").searchParams))).toEqual(filter);
    expect(filterPath(Filter.parse({}))).toBe("/");
  });
});

it("many stand on several pages; one beyond the last shows the last", () => {
  const many = Array.from({ length: MOST_ON_A_PAGE + 3 }, (_, index) => aLine({ iid: index + 1 }));

  expect(shown({}, "mona", many)).toHaveLength(MOST_ON_A_PAGE);
  expect(shown({ page: "2" }, "mona", many)).toHaveLength(3);
  expect(shown({ page: "99" }, "mona", many)).toHaveLength(3);
});
