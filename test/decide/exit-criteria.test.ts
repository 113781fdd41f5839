import { describe, expect, it } from "vitest";
import { describedAs, HOUR, MINUTE, MORNING, member, type Situation, situation } from "./situation.ts";

const CRITERION = "Pipelines start within 30 s";
const TICKED = MORNING + HOUR;

function opened(): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }) });
  here.run();
  return here;
}

/** Somebody sets the box an hour after the opening, and the service hears of it a minute later. */
function setBox(here: Situation, done: boolean, note?: { item?: string; ticked?: boolean; at?: number }): void {
  here.now += HOUR;
  const boxes = note && [
    { at: note.at ?? here.now, by: member("mona"), item: note.item ?? CRITERION, ticked: note.ticked ?? done },
  ];
  here.issue = {
    ...here.issue,
    description: here.issue.description.replace(/- \[.\] (?=Pipelines)/, `- [${done ? "x" : " "}] `),
    updatedAt: here.now,
  };
  here.history = { labels: [], boxes: boxes ?? [] };
  here.now += MINUTE;
  here.run();
}

function lineOf(markdown: string | undefined): string | undefined {
  return markdown?.split("\n").find((line) => line.includes("Pipelines start"));
}

describe("an exit criterion that is met (P-SEE-6)", () => {
  it("says who ticked it and when, in the status note, the tracker document and the overview", () => {
    const here = opened();
    expect(here.decide().overview.exit_criteria.items).toEqual([{ text: CRITERION, met: false, by: null, at: null }]);

    setBox(here, true, {});
    here.now += MINUTE;
    here.run();

    const line = "- [x] Pipelines start within 30 s (met, Mona Okafor, Tue 24 Nov 2026, 11:00 CET)";
    expect(lineOf(here.statusNote)).toBe(line);
    expect(lineOf(here.tracker?.sections["exit-criteria"])).toBe(line);
    expect(here.decide().overview.exit_criteria).toEqual({
      met: 1,
      of: 1,
      items: [{ text: CRITERION, met: true, by: "mona", at: new Date(TICKED).toISOString() }],
    });
  });

  it("says when it was seen, where GitLab has no note of it", () => {
    const here = opened();

    setBox(here, true);

    expect(lineOf(here.statusNote)).toBe("- [x] Pipelines start within 30 s (met, seen Tue 24 Nov 2026, 11:01 CET)");
    expect(here.decide().overview.exit_criteria.items).toEqual([
      { text: CRITERION, met: true, by: null, at: new Date(TICKED + MINUTE).toISOString() },
    ]);
  });

  it("keeps saying so, whatever else happens, until it is cleared", () => {
    const here = opened();
    setBox(here, true, {});
    const line = lineOf(here.statusNote);

    here.now += 24 * HOUR;
    here.run();
    expect(lineOf(here.statusNote)).toBe(line);

    setBox(here, false, {});
    expect(lineOf(here.statusNote)).toBe("- [ ] Pipelines start within 30 s");
    expect(here.memory.criteria).toEqual([]);
  });

  it("cleared and ticked again in a way that GitLab has no note of is not put down to who ticked it before", () => {
    const here = opened();
    setBox(here, true, {});

    setBox(here, true, { ticked: false });

    expect(here.memory.criteria).toEqual([{ text: CRITERION, by: null, at: here.now }]);
  });

  it.each([
    "**Pipelines** start within `30 s`",
    "[Pipelines](https://example.test/p) start within 30 s",
    "pipelines start within 30 s",
  ])("is recognised in GitLab's note, which has its Markdown: %s", (item) => {
    const here = opened();

    setBox(here, true, { item });

    expect(here.memory.criteria).toMatchObject([{ by: "mona" }]);
  });

  it.each(["Pipelines start within 31 s", "", "Pipelines"])("is not taken for another box: %s", (item) => {
    const here = opened();

    setBox(here, true, { item });

    expect(here.memory.criteria).toMatchObject([{ by: null }]);
  });

  it.each(["constructor", "toString"])("may be called %s, and so may an ask", (word) => {
    const here = situation({
      description: describedAs({ severity: ["High"] })
        .replace("- [ ] Pipelines start within 30 s", `- [x] ${word}`)
        .replace("- An engineer who knows runners, in CET", `- ${word}`),
    });

    here.run();

    expect(here.decide().overview.exit_criteria.items).toMatchObject([{ text: word, met: true, by: null }]);
    expect(here.decide().overview.open_asks).toEqual([{ text: word, since: new Date(MORNING).toISOString() }]);
  });
});
