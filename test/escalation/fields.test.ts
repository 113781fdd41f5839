import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fields, readFields } from "../../src/escalation/fields.ts";
import { TEMPLATE_FIELDS } from "../../src/policy/terms.ts";
import { answered, named, TEMPLATE, tickedBox } from "../support/template.ts";

const NOTHING: Partial<Fields> = {
  customer: undefined,
  severities: [],
  origins: [],
  natures: [],
  happening: undefined,
  impact: undefined,
  asks: [],
  exitCriteria: [],
  nextCustomerSync: undefined,
  people: {},
  productArea: undefined,
  supportTickets: undefined,
  trackerDocument: undefined,
  incident: undefined,
};

describe("reading the template", () => {
  it("takes prompts, empty boxes and empty lines of the untouched template for no answers", () => {
    const fields = readFields(TEMPLATE);

    expect(fields).toMatchObject(NOTHING);
    expect(fields.missingHeadings).toEqual([]);
    expect(fields.openingChecklist.map(({ done }) => done)).toEqual(Array(8).fill(false));
    expect(fields.cut).toBe(false);
  });

  it("reads every answer of a template filled in", () => {
    let text = TEMPLATE;
    for (const box of ["High", "Support ticket", "Product-related"]) text = tickedBox(text, box);
    for (const [heading, answer] of [
      ["Customer", "Acme Corp"],
      ["What is happening", "Nothing runs.\n\nSince Monday."],
      ["Impact", "Renewal in May"],
      ["Immediate asks", "- A Gitaly engineer\n- A room"],
      ["Exit criteria", "- [x] Pipelines run\n- [ ] For five days"],
      ["Next customer sync", "Thu 16:00 CET"],
      ["Product area", "ci"],
    ] as const) {
      text = answered(text, heading, answer);
    }
    text = named(named(text, "CSM", "@cathy"), "Product DRI", "@gina");
    text = named(
      named(text, "Support tickets", "https://support.example.test/1"),
      "Tracker document",
      "[doc](https://docs.example.test/t)",
    );

    expect(readFields(text)).toMatchObject({
      customer: "Acme Corp",
      severities: ["high"],
      origins: ["support"],
      natures: ["product-related"],
      happening: "Nothing runs.\n\nSince Monday.",
      impact: "Renewal in May",
      asks: ["A Gitaly engineer", "A room"],
      exitCriteria: [
        { text: "Pipelines run", done: true },
        { text: "For five days", done: false },
      ],
      nextCustomerSync: "Thu 16:00 CET",
      people: { csm: "cathy", product_dri: "gina" },
      productArea: "ci",
      supportTickets: "https://support.example.test/1",
      trackerDocument: "https://docs.example.test/t",
    });
  });

  it.each([
    {
      situation: "CRLF line ends",
      text: "## Customer\r\n\r\nAcme\r\n\r\n## Severity\r\n\r\n- [x] High\r\n",
      read: { customer: "Acme", severities: ["high"] },
    },
    {
      situation: "old Mac line ends",
      text: "## Customer\r\rAcme\r\r## Severity\r\r- [x] High\r",
      read: { customer: "Acme", severities: ["high"] },
    },
    {
      situation: "reordered headings",
      text: "## Severity\n\n- [x] Low\n\n## Customer\n\nAcme",
      read: { customer: "Acme", severities: ["low"] },
    },
    {
      situation: "a heading with a slip",
      text: "## Custmoer\n\nAcme\n\n## Serverity\n\n- [x] Low",
      read: { customer: "Acme", severities: ["low"] },
    },
    {
      situation: "a heading renamed",
      text: "## Costumer\n\nAcme\n\n## Description\n\nDown",
      read: { customer: "Acme", happening: "Down" },
    },
    {
      situation: "a heading with emoji, number and colon",
      text: "## 1. 🔥 Customer:\n\nAcme",
      read: { customer: "Acme" },
    },
    {
      situation: "a heading of another word",
      text: "## Security\n\n- [x] High\n\n## Feature\n\n- [x] Product-related",
      read: { missingHeadings: TEMPLATE_FIELDS },
    },
    {
      situation: "an answer on the heading's line",
      text: "## Customer: Acme\n\n## Severity: Critical\n\n## Origin: Support ticket",
      read: { customer: "Acme", severities: ["critical"], origins: ["support"] },
    },
    {
      situation: "answers on the heading's line and below",
      text: "## What is happening: it is down\n\nSince Monday",
      read: { happening: "it is down\n\nSince Monday" },
    },
    {
      situation: "a first-level heading",
      text: "# Customer\n\nAcme\n\n# Severity\n\n- [x] High",
      read: { customer: "Acme", severities: ["high"] },
    },
    { situation: "an underlined heading", text: "Customer\n--------\n\nAcme", read: { customer: "Acme" } },
    {
      situation: "a third-level heading within an answer",
      text: "## What is happening\n\n### Monday\n\nDown\n\n## Impact\n\nBig",
      read: { happening: "Monday\n\nDown", impact: "Big" },
    },
    {
      situation: "a heading twice, the first empty",
      text: "## Customer\n\n## Customer\n\nAcme\n",
      read: { customer: "Acme" },
    },
    {
      situation: "a heading twice, both with boxes",
      text: "## Severity\n\n- [x] High\n\n## Severity\n\n- [x] Low",
      read: { severities: ["high", "low"] },
    },
    {
      situation: "a heading in code",
      text: "## Customer\n\nAcme\n\n```\n## Impact\nno\n```\n",
      read: { customer: "Acme", impact: undefined },
    },
    { situation: "no heading at all", text: "Acme is angry", read: { ...NOTHING, missingHeadings: TEMPLATE_FIELDS } },
    { situation: "nothing at all", text: "", read: { ...NOTHING, missingHeadings: TEMPLATE_FIELDS } },
    {
      situation: "a comment that never closes",
      text: "## Customer\n\nAcme\n\n<!-- oops\n\n## Severity\n\n- [x] High",
      read: { customer: "Acme", severities: [] },
    },
    {
      situation: "an answer typed into the prompt's line",
      text: "## Customer\n\n<!-- The name alone. --> Acme",
      read: { customer: "Acme" },
    },
    {
      situation: "a comment within the answer",
      text: "## Customer\n\nAcme <!-- x --> Corp",
      read: { customer: "Acme Corp" },
    },
    { situation: "formatted names", text: "## Customer\n\n**Acme** _Corp_", read: { customer: "Acme Corp" } },
    { situation: "a name in a list or a quote", text: "## Customer\n\n> - Acme", read: { customer: "Acme" } },
    {
      situation: "invisible characters in a name",
      text: "## Customer\n\nAc\u200Bme\u202E Corp\u00AD",
      read: { customer: "Acme Corp" },
    },
    {
      situation: "a whole story as name",
      text: `## Customer\n\n${"長".repeat(300)}`,
      read: { customer: "長".repeat(200) },
    },
  ] as const)("copes with $situation", ({ text, read }) => {
    expect(readFields(text)).toMatchObject(read);
  });

  it.each([
    { boxes: "- [X] Critical", read: ["critical"], because: "a capital X" },
    { boxes: "* [x] High", read: ["high"], because: "another bullet" },
    { boxes: "1. [x] Medium", read: ["medium"], because: "a numbered list" },
    { boxes: "- [x]Critical", read: ["critical"], because: "no blank behind the box" },
    { boxes: "- [ ] Critical\n  - [x] High", read: ["high"], because: "an indented box" },
    { boxes: "> - [x] Low", read: ["low"], because: "a quoted list" },
    { boxes: "- [x] **High** — badly impaired", read: ["high"], because: "bold words" },
    { boxes: "- [ ] Critical\n- [] High\n- [x] Low", read: ["low"], because: "a box without its blank is not ticked" },
    { boxes: "- [x] Critical\n- [x] Low", read: ["critical", "low"], because: "two ticks, which the rules judge" },
    { boxes: "- [x] Highest of all", read: [], because: "another word" },
    { boxes: "- Critical\n- High\n- Medium\n- Low", read: [], because: "boxes deleted, nothing chosen" },
    { boxes: "High", read: ["high"], because: "the bare word" },
    { boxes: "High or critical?", read: [], because: "a question is no answer" },
    { boxes: "- [ ] Critical\n- [ ] High", read: [], because: "nothing ticked" },
  ])("reads severity from `$boxes`: $because", ({ boxes, read }) => {
    expect(readFields(`## Severity\n\n${boxes}\n`).severities).toEqual(read);
  });

  it("finds boxes whose heading was deleted, and takes no other box for one (P-SEV-2)", () => {
    const moved = TEMPLATE.replace("## Severity\n", "");

    expect(readFields(tickedBox(moved, "High")).severities).toEqual(["high"]);
    expect(readFields(`${moved}\n- [x] High availability is back\n`).severities).toEqual([]);
  });

  it("reads boxes under their own heading only, as long as that is there", () => {
    expect(readFields("## Severity\n\n- [ ] High\n\n## Origin\n\n- [x] High\n- [x] Account").severities).toEqual([]);
  });

  it.each([
    { typed: "@cathy", read: "cathy" },
    { typed: "cathy", read: "cathy" },
    { typed: "@cathy, @mona for the nights", read: "cathy" },
    { typed: "gina or better @lou", read: "lou" },
    { typed: "[Cathy](https://gitlab.example.test/cathy)", read: "Cathy" },
    { typed: "Cathy Summers", read: "Cathy Summers" },
    { typed: "cathy@example.test", read: "cathy@example.test" },
    { typed: "@cathy.summers.", read: "cathy.summers" },
    { typed: "@all", read: "all" },
    { typed: "none", read: undefined },
    { typed: "n/a", read: undefined },
    { typed: "TBD", read: undefined },
    { typed: "?", read: undefined },
    { typed: "@", read: undefined },
    { typed: "<!-- who? -->", read: undefined },
  ])("reads the person in `CSM: $typed` as $read", ({ typed, read }) => {
    expect(readFields(named(TEMPLATE, "CSM", typed)).people).toEqual(read === undefined ? {} : { csm: read });
  });

  it.each([
    { situation: "without dashes", text: "## People\n\nCSM: @cathy\nCSM manager: @mona" },
    { situation: "with the name below", text: "## People\n\n- CSM:\n  - @cathy\n- CSM manager: @mona" },
    { situation: "twice, the first left empty", text: "## People\n\n- CSM:\n- CSM: @cathy\n- csm MANAGER : @mona" },
  ])("reads people typed $situation", ({ text }) => {
    expect(readFields(text).people).toEqual({ csm: "cathy", csm_manager: "mona" });
  });

  it("keeps what is nested below an ask with it", () => {
    const { asks } = readFields(
      "## Immediate asks\n\n- A Gitaly engineer\n  - in CET\n  - from tomorrow\n- A room:\n  - quiet",
    );

    expect(asks).toEqual(["A Gitaly engineer: in CET; from tomorrow", "A room: quiet"]);
  });

  it("takes plain text for one ask", () => {
    expect(readFields("## Immediate asks\n\nA Gitaly engineer\nby tomorrow").asks).toEqual([
      "A Gitaly engineer\nby tomorrow",
    ]);
  });
});

/** Words that Markdown leaves alone. */
const words = fc
  .array(fc.stringMatching(/^[\p{L}\p{N}]{1,12}$/u), { minLength: 1, maxLength: 8 })
  .map((list) => list.join(" "))
  // Not a list (`1.`), and one line whatever Unicode's rules make of it.
  .filter((text) => text.normalize("NFC") === text);

describe("any text at all", () => {
  it("is read without throwing, and the same with CRLF", () => {
    const pieces = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "## Customer\n",
        "# Severity:",
        "- [x] High\n",
        "- [ ]",
        "<!--",
        "-->",
        "```",
        "\n",
        "> ",
        "| a | b |\n|---|---|\n",
        "</details>",
        "- CSM: @cathy\n",
        "/close\n",
        "\t",
        "  - ",
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
        const text = list.join("").replace(/\r/g, "");

        expect(readFields(text.replaceAll("\n", "\r\n"))).toEqual(readFields(text));
      }),
      { numRuns: 60 },
    );
  });

  it("written into the template is read back as it was", () => {
    fc.assert(
      fc.property(words, words, words, (customer, happening, ask) => {
        const text = answered(
          answered(answered(TEMPLATE, "Customer", customer), "What is happening", happening),
          "Immediate asks",
          `- ${ask}`,
        );

        expect(readFields(text)).toMatchObject({ customer, happening, asks: [ask] });
      }),
      { numRuns: 60 },
    );
  });
});
