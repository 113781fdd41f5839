import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message, Part } from "../../src/decide/message.ts";
import { cut, cutPlain, escaped, linkTo, unescaped } from "../../src/slack/mrkdwn.ts";
import { peopleIn, render } from "../../src/slack/render.ts";
import { blocksProblem } from "./limits.ts";

const IDS = new Map([
  ["cathy", "U00000001"],
  ["mona", "U00000002"],
]);

/** Text as people type it, with everything Slack might take for something else. */
const typed = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  fc.constantFrom(
    "<!channel>",
    "<!here|x>",
    "<@U00000001>",
    "@channel",
    "<https://evil.example.test|bank>",
    "&lt;!channel&gt;",
    "&amp",
    "</details>",
  ),
  fc.string({ unit: fc.constantFrom("<", ">", "&", "!", "@", "|", "x", "\n", "😀", ";", "l", "t"), maxLength: 3_000 }),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  typed,
  fc.record({ person: fc.constantFrom("cathy", "mona", "ghost"), name: typed }),
  fc.record({ link: fc.oneof(fc.webUrl(), typed), label: typed }),
  fc.record({ channelId: fc.constant("C00000001"), name: typed }),
);
const text = fc.array(part, { maxLength: 6 });
/** Labels are our own words. */
const label = fc.constantFrom("Severity", "DRI", "What is happening");
const message: fc.Arbitrary<Message> = fc.record(
  {
    heading: fc.oneof(typed, fc.string({ maxLength: 400 })).map((heading) => `${heading}.`),
    paragraphs: fc.array(text, { maxLength: 60 }),
    fields: fc.array(fc.record({ label, value: text }), { maxLength: 25 }),
    quote: fc.record({ label, text: typed }),
    markdown: fc.record({ label, text: fc.oneof(typed, fc.lorem({ maxCount: 400 })) }),
  },
  { requiredKeys: ["heading"] },
);

/** Everything between `<` and `>` in Slack text. */
function angled(slackText: string): string[] {
  return slackText.match(/<[^>]*>?/g) ?? [];
}

/** What may stand there: our mentions, our channel, and links to the web. */
const OURS = /^<(@U0000000[12]|#C00000001|https?:\/\/[^|<>\s]+\|[^|<>]*)>$/i;

function textsOf({ text: plain, blocks }: ReturnType<typeof render>): string[] {
  const inBlocks = blocks.flatMap((block) => {
    if (block.type !== "section") return [];
    return [block.text, ...(block.fields ?? [])].flatMap((one) => (one ? [one.text] : []));
  });
  return [plain, ...inBlocks];
}

describe("whatever a message holds", () => {
  it("nothing typed mentions anybody, or links under a false name", () => {
    fc.assert(
      fc.property(message, (any) => {
        for (const slackText of textsOf(render(any, IDS)))
          for (const one of angled(slackText)) expect(one).toMatch(OURS);
      }),
      { numRuns: 300 },
    );
  });

  it("text and blocks keep within Slack's limits", () => {
    fc.assert(
      fc.property(message, (any) => {
        const rendered = render(any, IDS);
        expect(rendered.text.length).toBeLessThanOrEqual(4_000);
        expect(rendered.text.trim()).not.toBe("");
        expect(blocksProblem(rendered.blocks)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("no entity and no character is cut in two", () => {
    fc.assert(
      fc.property(message, (any) => {
        for (const slackText of textsOf(render(any, IDS))) {
          expect(slackText).not.toMatch(/&(?!amp;|lt;|gt;)/);
          expect(slackText.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the plain text says all that the blocks say", () => {
    fc.assert(
      fc.property(message, (any) => {
        const rendered = render(any, IDS);
        for (const slackText of textsOf(rendered).slice(1)) {
          const [first = "", ...rest] = slackText.split("\n");
          const said = first.startsWith("*") && first.endsWith("*") && rest.length > 0 ? rest.join("\n") : slackText;
          expect(rendered.text).toContain(said);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("an ordinary message", () => {
  const ordinary: Message = {
    heading: "New escalation",
    paragraphs: [["What it is about: ", "A & B"]],
    fields: [
      { label: "DRI", value: [{ person: "cathy", name: "Cathy Summers" }] },
      { label: "FYI", value: [{ person: "ghost", name: "Ghost <!here>" }] },
      { label: "Issue", value: [{ link: "https://gitlab.example.test/1", label: "#1" }] },
      { label: "Empty", value: [] },
    ],
    quote: { label: "Asks", text: "one\ntwo" },
  };

  it("mentions those whom Slack knows and names the others", () => {
    expect(render(ordinary, IDS).text).toBe(
      [
        "New escalation",
        "What it is about: A &amp; B",
        "DRI: <@U00000001>",
        "FYI: Ghost &lt;!here&gt;",
        "Issue: <https://gitlab.example.test/1|#1>",
        "Empty: –",
        "Asks:",
        "> one",
        "> two",
      ].join("\n"),
    );
  });

  it("is a header, sections and fields, read by Slack word for word", () => {
    const { blocks } = render(ordinary, IDS);

    expect(blocks.map(({ type }) => type)).toEqual(["header", "section", "section", "section"]);
    expect(JSON.stringify(blocks)).not.toContain('"verbatim":false');
  });

  it("names the people in it once for each time they are named", () => {
    expect(peopleIn(ordinary)).toEqual(["cathy", "ghost"]);
  });
});

describe("long messages", () => {
  it("long words are shortened in blocks and text alike, and the short ones stay whole", () => {
    const long = "<".repeat(3_000);
    const { text: plain, blocks } = render(
      {
        heading: "Welcome",
        paragraphs: [[long]],
        fields: [{ label: "Severity", value: ["high"] }],
        quote: { label: "Asks", text: long },
      },
      IDS,
    );

    expect(plain).toContain("Severity: high");
    expect(plain.length).toBeLessThanOrEqual(4_000);
    expect(blocks).toHaveLength(4);
  });

  it("more parts than Slack takes are said as text alone", () => {
    const { text: plain, blocks } = render(
      { heading: "Many", paragraphs: Array.from({ length: 60 }, (_, n) => [`${n}`]) },
      IDS,
    );

    expect(blocks).toEqual([]);
    expect(plain).toContain("59");
  });
});

describe("pieces of Slack text", () => {
  it("escaping can be undone", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (any) => unescaped(escaped(any)) === any));
  });

  it.each([
    ["javascript:alert(1)", "click"],
    ["mailto:a@example.test", "click"],
    ["", "click"],
  ])("a link to %j is shown as its label", (address, label) => {
    expect(linkTo(address, label)).toBe(label);
  });

  it("a link's address cannot end the link, its label cannot begin another", () => {
    expect(linkTo("https://example.test/?a=1&b=<x>|y z", "one|two\n<three>")).toBe(
      "<https://example.test/?a=1&amp;b=%3Cx%3E%7Cy%20z|one¦two &lt;three&gt;>",
    );
  });

  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdefg", 6, "abcde…"],
    ["abc&amp;def", 7, "abc…"],
    ["ab<@U00000001>", 8, "ab…"],
    ["abcd😀efg", 6, "abcd…"],
  ])("%s cut to %i", (whole, longest, expected) => {
    expect(cut(whole, longest)).toBe(expected);
  });

  it("plain text keeps its < and &", () => {
    expect(cutPlain("a < b & c < d", 8)).toBe("a < b &…");
  });
});
