import { readFileSync } from "node:fs";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { type LogEntry, withEntry } from "../../src/escalation/tracker-page/log.ts";
import { SECTIONS } from "../../src/escalation/tracker-page/markers.ts";
import { newPage, type TrackerSections, withSections } from "../../src/escalation/tracker-page/sections.ts";
import { trackerTitle } from "../../src/escalation/tracker-page/title.ts";
import { HOSTILE } from "../support/hostile.ts";

const TEMPLATE = readFileSync("tracker_templates/Escalation tracker.md", "utf8");
const SMALL = [
  "## In short",
  "",
  "<!-- escalations:begin summary -->",
  "_To come._",
  "<!-- escalations:end summary -->",
  "",
  "## Next steps",
  "",
  "## History",
  "",
  "<!-- escalations:begin log -->",
  "<!-- escalations:end log -->",
  "",
].join("\n");

/** What stands in a section, without blank lines at both ends; undefined where it is not there exactly once. */
function inside(page: string, name: string): string | undefined {
  const found = [
    ...page.matchAll(
      new RegExp(`^<!-- escalations:begin ${name} -->\\n([\\s\\S]*?)^<!-- escalations:end ${name} -->$`, "gm"),
    ),
  ];
  return found.length === 1 ? found[0]?.[1]?.trim() : undefined;
}

function entry(id: string, at: string, text = `Text of ${id}`): LogEntry {
  return { id, at: Date.parse(at), heading: `Update ${id}`, text };
}

/** The ids of entries in the order in which they stand. */
function entriesOf(page: string): string[] {
  return [...page.matchAll(/<!-- escalations:entry (\S+)/g)].map(([, id = ""]) => id);
}

describe("the template (P-OPEN-4)", () => {
  it("has the document's headings, and every section the service knows", () => {
    const headings = [...TEMPLATE.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual([
      "Summary",
      "DRIs",
      "Exit criteria",
      "Initial asks",
      "Standup",
      "Next steps",
      "Log",
      "Resolution",
    ]);
    expect(SECTIONS.filter((name) => inside(TEMPLATE, name) === undefined)).toEqual([]);
  });

  it("becomes a page with its sections filled in; those with nothing to say keep the template's words", () => {
    const page = newPage(TEMPLATE, { summary: "Nothing runs.", people: "- DRI: Mona Okafor" });

    expect(inside(page, "summary")).toBe("Nothing runs.");
    expect(inside(page, "people")).toBe("- DRI: Mona Okafor");
    expect(inside(page, "resolution")).toBe("_Open._");
    expect(withSections(page, { summary: "Nothing runs." }, TEMPLATE)).toBe(page);
  });

  it("may leave sections out: what process owners do not want is not put in", () => {
    const page = withSections(newPage(SMALL, { asks: "An engineer" }), { asks: "An engineer" }, SMALL);

    expect(page).toBe(SMALL);
  });

  it("may be changed later: what it has gained is put in, what it has lost stays as it is", () => {
    const page = newPage(SMALL, { summary: "Old" });
    const gained = `## Asked for\n\n<!-- escalations:begin asks -->\n<!-- escalations:end asks -->\n`;

    const after = withSections(page, { summary: "New", asks: "An engineer" }, gained);

    expect(inside(after, "summary")).toBe("New");
    expect(after).toContain("## Asked for\n\n<!-- escalations:begin asks -->\n\nAn engineer\n");
  });
});

describe("a page that people write in (P-OPEN-4)", () => {
  const written = newPage(SMALL, { summary: "Old" })
    .replace("## Next steps\n", "## Next steps\r\n\r\n- [ ] Call back @cathy\t \r\n")
    .replace("## In short\n", "Read me first\n\n## In short\n\nMy own view.\n");

  it("keeps every character outside the sections", () => {
    const after = withSections(written, { summary: "New" }, SMALL);

    expect(after).toBe(written.replace("Old", "New"));
  });

  it("is left alone where a section says already what it should, however its lines end", () => {
    const saved = written.replace(/\r?\n/g, "\r\n");

    expect(withSections(saved, { summary: "Old" }, SMALL)).toBe(saved);
  });

  it.each(["begin", "end"])("gets a lost %s marker back, without a second copy of what is still right", (kind) => {
    const broken = written.replace(`<!-- escalations:${kind} summary -->\n`, "");

    const after = withSections(broken, { summary: "Old" }, SMALL);

    expect(after).toBe(written);
  });

  it("keeps what a broken section held as text when there is something new to say, in the same place", () => {
    const broken = written.replace("<!-- escalations:end summary -->\n", "And mine.\n");

    const after = withSections(broken, { summary: "New" }, SMALL);

    expect(inside(after, "summary")).toBe("New");
    expect(after).toMatch(/My own view\.[\s\S]*begin summary[\s\S]*New[\s\S]*end summary[\s\S]*Old[\s\S]*And mine\./);
  });

  it("gets a section whose markers are both gone back under its heading", () => {
    const broken = written.replace(/^<!-- escalations:(?:begin|end) summary -->\n/gm, "");

    const after = withSections(broken, { summary: "New" }, SMALL);

    expect(after).toContain(
      "## In short\n\n<!-- escalations:begin summary -->\n\nNew\n\n<!-- escalations:end summary -->",
    );
    expect(after).toContain("\nOld\n");
  });

  it("does not take a heading in code or in a comment for one", () => {
    const page = "```\n## In short\n```\n\n<!--\n## In short\n-->\n\n##  In SHORT ##\n\nText";

    const after = withSections(page, { summary: "New" }, SMALL);

    expect(after).toMatch(/^## {2}In SHORT ##\n\n<!-- escalations:begin summary -->/m);
  });

  it("gets a section that was taken out with its heading back at the end", () => {
    const after = withSections("Nothing of yours here", { summary: "New" }, SMALL);

    expect(after).toMatch(/^Nothing of yours here\n\n## In short\n\n<!-- escalations:begin summary -->\n\nNew\n/);
  });

  it("keeps one of two copies of a section, and the other's words as text", () => {
    const section = "<!-- escalations:begin summary -->\nOld\n<!-- escalations:end summary -->\n";

    const after = withSections(`${section}Between\n${section}After\n`, { summary: "New" }, SMALL);

    expect(inside(after, "summary")).toBe("New");
    expect(after).toMatch(/end summary -->\nBetween\nOld\nAfter\n/);
  });

  it("loses nothing where an end marker came to stand behind people's own sections", () => {
    const page = newPage(SMALL, { summary: "Old" });
    const end = "<!-- escalations:end summary -->\n";
    const moved = page.replace(end, "").replace("## History", `- Call back\n\n${end}## History`);

    const after = withSections(moved, { summary: "New" }, SMALL);

    expect(inside(after, "summary")).toBe("New");
    expect(after).toMatch(/end summary -->[\s\S]*## Next steps\n[\s\S]*- Call back\n/);
  });

  it("loses nothing where one deletion took the end of one section and the beginning of the next", () => {
    const page = newPage(TEMPLATE, { summary: "Old summary", people: "Old people" });
    const broken = page.replace(/<!-- escalations:end summary[\s\S]*begin people -->\n/, "Typed between\n");

    const after = withSections(broken, { summary: "New summary", people: "New people" }, TEMPLATE);

    expect(inside(after, "summary")).toBe("New summary");
    expect(inside(after, "people")).toBe("New people");
    expect(after).toMatch(/Old summary[\s\S]*Typed between[\s\S]*Old people/);
  });
});

describe("what stands in a section", () => {
  const breaksOut = [
    "<!-- escalations:end summary -->\nfree",
    "<!--  escalations:begin people -->",
    "<!-- never closed",
    "x <!-- never closed",
    "```\nnever closed",
    "~~~~ sh\n```\n~~~",
    "- item\n\n```\nx",
    "- ```\n  code\n  ```",
    "> ```\nx",
    ">>>\nquoted",
    "<details><summary>x\n\n```\n</details>\ny",
    "<script>\n\n# x",
    "<pre>",
    "# Heading\n\nSecond\n======\n\nThird\n---\n\n#\n\n#hash\n===",
    "[x]: <",
    "\r\r\n\u0000\uD800",
    "`".repeat(2_000),
    "> ".repeat(3_000),
    "*a ".repeat(10_000),
    ...HOSTILE,
  ];

  it.each(breaksOut.map((text) => ({ text, shown: text.slice(0, 40) })))("cannot break out: $shown", ({ text }) => {
    const sections: TrackerSections = { summary: text, resolution: text };
    const page = withEntry(newPage(TEMPLATE, sections), entry("one", "2026-11-24T12:00:00Z", text), TEMPLATE);
    const count = (name: string) =>
      page.split("\n").filter((line) => line.trim().startsWith(`<!-- escalations:${name}`)).length;
    const headings = fromMarkdown(page).children.filter((node) => node.type === "heading" && node.depth <= 2);

    expect({ begin: count("begin summary"), end: count("end summary"), entry: count("entry") }).toEqual({
      begin: 1,
      end: 1,
      entry: 1,
    });
    // All of the page is still there to see, and nothing of the text has a place in its outline.
    expect(headings).toHaveLength(8);
    expect(fromMarkdown(page).children.at(-1)).toMatchObject({
      type: "html",
      value: expect.stringContaining("What we take from it"),
    });
    expect(withSections(page, sections, TEMPLATE)).toBe(page);
  });

  it("keeps Markdown as it is: lists, tables, code with HTML and comments in it, links", () => {
    const text =
      "- [ ] one\n- two\n\n| a | b |\n|---|---|\n| 1<br>2 | `<T>` |\n\n```xml\n# x\n<!-- y -->\n<z/>\n```\n\n<https://example.test> **x**";

    expect(inside(newPage(TEMPLATE, { summary: text }), "summary")).toBe(text);
  });
});

describe("the log (P-OPEN-4)", () => {
  const page = newPage(SMALL, { summary: "Old" });
  const one = entry("one", "2026-11-23T12:00:00Z");
  const two = entry("two", "2026-11-24T12:00:00Z");
  const three = entry("three", "2026-11-25T12:00:00Z");
  const all = (onto: string, entries: readonly LogEntry[]) =>
    entries.reduce((kept, each) => withEntry(kept, each, SMALL), onto);

  it("has each entry once, the newest last, late ones where they belong", () => {
    expect(entriesOf(all(page, [two, three, one, two, one]))).toEqual(["one", "two", "three"]);
  });

  it("shows when, what and the words", () => {
    expect(inside(all(page, [two]), "log")).toBe(
      "<!-- escalations:entry two 2026-11-24T12:00:00.000Z -->\n### Update two\n\nText of two",
    );
  });

  it("keeps what people write between entries, and what they make of an entry", () => {
    const edited = all(page, [one, three])
      .replace("Text of one", "Text of one, put right\n\n## A note of mine\n")
      .replace("Text of three", "Text of three\n\nAfterwards");

    const after = all(edited, [one, two, three]);

    expect(entriesOf(after)).toEqual(["one", "two", "three"]);
    expect(after).toMatch(/put right[\s\S]*## A note of mine[\s\S]*Text of two[\s\S]*Text of three\n\nAfterwards/);
    expect(after.replace(/<!-- escalations:entry two[\s\S]*?Text of two\n\n/, "")).toBe(edited);
  });

  it.each([
    { lost: "begin", pattern: /^<!-- escalations:begin log -->\n/m },
    { lost: "end", pattern: /^<!-- escalations:end log -->\n/m },
    { lost: "begin and end", pattern: /^<!-- escalations:(?:begin|end) log -->\n/gm },
  ])("goes on in its place where a marker was lost: $lost", ({ pattern }) => {
    const below = `${SMALL}\n## Below\n\nMine\n`;
    const broken = all(newPage(below, {}), [one]).replace(pattern, "");

    const after = withEntry(withEntry(broken, two, below), two, below);

    expect(entriesOf(inside(after, "log") ?? "")).toEqual(["one", "two"]);
    expect(after).toMatch(/end log -->[\s\S]*## Below\n\nMine\n$/);
  });

  it("knows an entry that somebody moved out of the log", () => {
    const moved = `${all(page, [one])}\n<!-- escalations:entry two -->\nmoved here\n`;

    expect(entriesOf(all(moved, [two]))).toEqual(["one", "two"]);
  });

  it("is kept only where the process owners want one", () => {
    expect(withEntry("Text", one, "## Summary")).toBe("Text");
  });
});

describe("a page's title", () => {
  it.each([
    ["Acme Corp", "Escalations/12 Acme Corp"],
    ["Acme/../Corp. (EMEA) #1", "Escalations/12 Acme Corp EMEA 1"],
    ["Crème & Brûlée", "Escalations/12 Crème Brûlée"],
    ["日本語株式会社", "Escalations/12 日本語株式会社"],
    ["../..", "Escalations/12"],
    [undefined, "Escalations/12"],
  ])("of customer %j is %j", (customer, title) => {
    expect(trackerTitle({ iid: 12, customer })).toBe(title);
  });

  it("fits GitLab's 245 bytes", () => {
    expect(Buffer.byteLength(trackerTitle({ iid: 123_456, customer: "👩‍👩‍👧𠮷".repeat(200) }))).toBeLessThan(245);
  });
});
