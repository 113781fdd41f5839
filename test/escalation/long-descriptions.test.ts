import { describe, expect, it } from "vitest";
import { type Fields, readFields } from "../../src/escalation/fields.ts";

const MEGABYTE = 1_000_000;
/** Nobody else waits longer than this for one hostile description (ms of the processor, so that a busy machine does not count). */
const BEARABLE = 1_500;

function megabyteOf(piece: string): string {
  return piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
}

function between(story: string): string {
  return `## Customer\n\nAcme\n\n## What is happening\n\n${story}\n\n## Severity\n\n- [x] High\n`;
}

function timed(read: () => Fields): { fields: Fields; ms: number } {
  const before = process.threadCpuUsage();
  const fields = read();
  const { user, system } = process.threadCpuUsage(before);
  return { fields, ms: (user + system) / 1000 };
}

describe("a description of a megabyte", () => {
  it.each([
    { what: "plain words", story: megabyteOf("word and more. ") },
    { what: "one word", story: megabyteOf("a") },
    { what: "nested quotes", story: megabyteOf(`${"> ".repeat(5_000)}x\n`) },
    { what: "moderately nested quotes", story: megabyteOf("> > > > > > x\n") },
    { what: "nested lists", story: megabyteOf(`${"- ".repeat(5_000)}x\n`) },
    { what: "moderately nested lists", story: megabyteOf("- - - x\n") },
    {
      what: "ever deeper lists",
      story: Array.from({ length: 1_400 }, (_, depth) => `${" ".repeat(2 * depth)}- a`).join("\n"),
    },
    { what: "brackets", story: megabyteOf("[") },
    { what: "half links", story: megabyteOf("[a](") },
    { what: "emphasis", story: megabyteOf("*a_ **b ") },
    { what: "a table", story: `|a|b|\n|-|-|\n${megabyteOf("|x|y|\n")}` },
    { what: "check boxes", story: megabyteOf("- [x] a\n") },
    { what: "lazy lines", story: megabyteOf("- a\nb\n") },
  ])("of $what is read in bearable time, and what stands below it too", ({ story }) => {
    const { fields, ms } = timed(() => readFields(between(story)));

    expect(ms).toBeLessThan(BEARABLE);
    expect(fields).toMatchObject({ customer: "Acme", severities: ["high"], cut: true });
  });

  it.each([
    { what: "lists", section: "- - x\n" },
    { what: "quotes", section: "> a\nb\n" },
    { what: "underlined headings", section: "a\n---\n" },
  ])("of many sections full of $what is read in bearable time", ({ section }) => {
    const text = Array.from({ length: 200 }, (_, index) => `## Part ${index}\n\n${section.repeat(700)}\n`).join("");

    const { fields, ms } = timed(() => readFields(text));

    expect(ms).toBeLessThan(BEARABLE);
    expect(fields.cut).toBe(true);
  });

  it.each([
    { block: "code block", begin: "```", end: "```" },
    { block: "code block with tildes", begin: "~~~~ log", end: "~~~~" },
    { block: "comment", begin: "<!-- log", end: "-->" },
  ])("that is a $block ends where the $block ends, though it was cut", ({ begin, end }) => {
    const log = "## Customer\nline <b> | ``\n".repeat(40_000);

    expect(readFields(between(`${begin}\n${log}${end}`))).toMatchObject({
      customer: "Acme",
      severities: ["high"],
      cut: true,
    });
  });
});
