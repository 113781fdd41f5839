import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LogEntry, withEntry } from "../../src/escalation/tracker-page/log.ts";
import { newPage, type TrackerSections, withSections } from "../../src/escalation/tracker-page/sections.ts";
import { HOSTILE } from "../support/hostile.ts";

const NAMES = ["summary", "people", "exit-criteria", "asks", "standup", "resolution"] as const;
const MARKED = [...NAMES, "log", "unknown"];
const TEMPLATE = ["summary", "asks", "log", "resolution"]
  .map((name) => `## ${name}\n\n<!-- escalations:begin ${name} -->\nx\n<!-- escalations:end ${name} -->\n`)
  .join("\n");

const name = fc.constantFrom(...MARKED);
const marker = fc.oneof(
  fc.tuple(fc.constantFrom("begin", "end"), name).map(([kind, of]) => `<!-- escalations:${kind} ${of} -->`),
  fc.tuple(fc.constantFrom("begin", "end"), name).map(([kind, of]) => `  <!--escalations:${kind}  ${of}-->\r`),
);
const whole = name.map((of) => `<!-- escalations:begin ${of} -->\nold\n<!-- escalations:end ${of} -->`);
const typed = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    ...HOSTILE,
    "",
    "",
    "\r",
    "```",
    "~~~",
    "<!--",
    "-->",
    "## summary",
    "## Log",
    "Resolution\n---",
    "# x",
  ),
  fc.constantFrom(
    "x <!-- escalations:begin summary -->",
    "<!-- escalations:end log --> x",
    "<!-- escalations:entry -->",
  ),
);
/** Text that a person typed, each piece with a mark by which it is known again. */
const page = fc
  .array(fc.oneof({ weight: 3, arbitrary: typed }, marker, whole), { maxLength: 25 })
  .map((pieces) => pieces.join("\n"));
const sections: fc.Arbitrary<TrackerSections> = fc.record(
  Object.fromEntries(
    NAMES.map((of) => [of, fc.oneof(typed, page, fc.string({ unit: "binary-ascii", maxLength: 200 }))]),
  ),
  { requiredKeys: [] },
);
const entries: fc.Arbitrary<LogEntry[]> = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: "binary", minLength: 1, maxLength: 8 }).map((id) => `${id.toWellFormed()}!`),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    heading: typed,
    text: fc.oneof(typed, page),
  }),
  { selector: ({ id }) => id, maxLength: 5 },
);

const MARKER_LINE = /^<!--\s*escalations:(begin|end)\s+([a-z-]+)\s*-->$/;

/** The lines that nobody may touch: those not directly between a section's begin and end. The log is people's too. */
function peoplesLines(text: string): string[] {
  const lines = text.split("\n");
  const found = lines.map((line) => MARKER_LINE.exec(line.trim()));
  return lines.filter((_, index) => {
    if (found[index]) return !MARKED.includes(found[index][2] ?? "") || found[index][2] === "unknown";
    const before = found.slice(0, index).findLast((one) => one !== null);
    const after = found.slice(index + 1).find((one) => one !== null);
    const isManaged = before?.[1] === "begin" && after?.[1] === "end" && before[2] === after[2];
    return !isManaged || before[2] === "log" || before[2] === "unknown";
  });
}

function isSubsequence(some: readonly string[], of: readonly string[]): boolean {
  let next = 0;
  for (const line of of) if (next < some.length && line === some[next]) next += 1;
  return next === some.length;
}

const merged = (text: string, given: TrackerSections, log: readonly LogEntry[]) =>
  log.reduce((kept, entry) => withEntry(kept, entry, TEMPLATE), withSections(text, given, TEMPLATE));

const RUNS = { numRuns: 100 };

describe("a tracker page, whatever people made of it (P-OPEN-4)", () => {
  it("loses no line of theirs, and no order", () => {
    fc.assert(
      fc.property(page, sections, entries, (text, given, log) => {
        const mine = peoplesLines(text);
        const after = merged(text, given, log).split("\n");
        expect(isSubsequence(mine, after), `${JSON.stringify(mine)} in ${JSON.stringify(after)}`).toBe(true);
      }),
      RUNS,
    );
  });

  it("is the same after doing it twice", () => {
    fc.assert(
      fc.property(page, sections, entries, (text, given, log) => {
        const once = merged(text, given, log);
        expect(merged(once, given, log)).toBe(once);
      }),
      RUNS,
    );
  });

  it("has each wanted section and each entry exactly once", () => {
    fc.assert(
      fc.property(page, sections, entries, (text, given, log) => {
        const lines = merged(text, given, log)
          .split("\n")
          .map((line) => line.trim());
        const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
        for (const of of ["summary", "asks", "log", "resolution"]) {
          expect(count(new RegExp(`^<!--\\s*escalations:begin\\s+${of}\\s*-->$`))).toBe(1);
          expect(count(new RegExp(`^<!--\\s*escalations:end\\s+${of}\\s*-->$`))).toBe(1);
        }
        for (const { id } of log)
          expect(
            lines.filter((line) => line.startsWith(`<!-- escalations:entry ${encodeURIComponent(id)} `)),
          ).toHaveLength(1);
      }),
      RUNS,
    );
  });

  it("has entries in the order of their times, in whatever order they came", () => {
    fc.assert(
      fc.property(sections, entries, (given, log) => {
        const times = [
          ...merged(newPage(TEMPLATE, given), given, log).matchAll(/^<!-- escalations:entry \S+ (\S+) -->$/gm),
        ];
        const found = times.map(([, time = ""]) => time);
        expect(found).toEqual(found.toSorted());
        expect(found).toHaveLength(log.length);
      }),
      RUNS,
    );
  });

  it("made new wants no second look", () => {
    fc.assert(
      fc.property(page, sections, (template, given) => {
        const made = newPage(template, given);
        expect(withSections(made, given, template)).toBe(made);
      }),
      RUNS,
    );
  });
});
