import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slackPieces } from "../../src/slack/markdown.ts";
import { REST, sectionsOf } from "../../src/slack/markdown-sections.ts";
import { render } from "../../src/slack/render.ts";
import { HOSTILE } from "../support/hostile.ts";
import { blocksProblem } from "./limits.ts";

const BASE = "https://gitlab.example.test/acme/escalations";
const ROOMY = { section: 2_900, total: 3_900 };

/** Markdown as one Slack text. */
function slackText(markdown: string, base: string | undefined = BASE): string {
  const { pieces, cut } = slackPieces(markdown, base);
  return sectionsOf(pieces, cut, ROOMY).join("\n\n");
}

/** Everything between `<` and `>`; the `> ` that begins a quoted line is no bracket. */
function angled(text: string): string[] {
  return text.replace(/^> (> )*/gm, "").match(/<[^>]*>?|>/g) ?? [];
}

const LINK = /^<(https?:\/\/[^|<>\s]+)\|([^|<>\n]*)>$/i;

describe("an update in Markdown (P-CAD-2)", () => {
  it.each([
    ["a heading, and what stands under it", "## Next **steps**\n\nCall Acme", "*Next steps*\nCall Acme"],
    ["marks", "**bold** *slanted* ~~gone~~ `code`", "*bold* _slanted_ ~gone~ `code`"],
    ["marks in marks", "***both*** and **bold *and slanted***", "_*both*_ and *bold _and slanted_*"],
    ["a mark within a word", "un**believ**able", "un\u200B*believ*\u200Bable"],
    ["a marked line break, which Slack's marks do not span", "**one\ntwo**", "*one two*"],
    ["paragraphs and line breaks", "one\ntwo\\\nthree\n\nfour", "one\ntwo\nthree\n\nfour"],
    ["a list in a list", "- one\n- two\n  - below\n    1. first", "• one\n• two\n    ◦ below\n        1. first"],
    ["a numbered list", "3. three\n4. four", "3. three\n4. four"],
    ["a task list", "- [ ] open\n- [x] done", "☐ open\n☑ done"],
    ["a numbered task list", "1. [x] done", "1. ☑ done"],
    ["a quote", "> they said\n> so\n\nand I", "> they said\n> so\n\nand I"],
    ["a list in a quote", "> - one\n> - two", "> • one\n> • two"],
    ["a code block", "```sh\nls <dir> && rm -rf *\n```", "```\nls &lt;dir&gt; &amp;&amp; rm -rf *\n```"],
    ["a code block in a list", "- run\n\n  ```\n  ls\n  ```", "• run\n```\nls\n```"],
    ["a comment", "<!-- prompt -->\nanswer <!-- x -->here", "answer here"],
    ["other HTML", "<details>\n<b>x</b>\n</details>", "&lt;details&gt;\n&lt;b&gt;x&lt;/b&gt;\n&lt;/details&gt;"],
    ["a mention", "@cathy and @all, see @acme/group", "@cathy and @all, see @acme/group"],
    ["an emoji", ":fire: 😀", ":fire: 😀"],
    ["a footnote", "So it is[^1]\n\n[^1]: They say.", "So it is[1]\n\n[1] They say."],
    ["a rule", "one\n\n---\n\ntwo", "one\n\n———\n\ntwo"],
    ["HTML entities", "&lt;!channel&gt; &amp; so on", "&lt;!channel&gt; &amp; so on"],
  ])("%s", (_what, markdown, expected) => {
    expect(slackText(markdown)).toBe(expected);
  });

  it.each([
    ["a link", "[the ticket](https://zd.example.test/1)", "<https://zd.example.test/1|the ticket>"],
    ["a bare address", "https://zd.example.test/1", "<https://zd.example.test/1|https://zd.example.test/1>"],
    ["an address without scheme", "www.zd.example.test", "<http://www.zd.example.test/|www.zd.example.test>"],
    [
      "an address with other letters",
      "<https://zd.example.test/ä>",
      "<https://zd.example.test/%C3%A4|https://zd.example.test/ä>",
    ],
    ["a link by reference", "[t][1]\n\n[1]: https://zd.example.test/1", "<https://zd.example.test/1|t>"],
    [
      "a link named by its host",
      "[zd.example.test](https://zd.example.test/1)",
      "<https://zd.example.test/1|zd.example.test>",
    ],
    ["an image", "![the graph](https://img.example.test/g.png)", "<https://img.example.test/g.png|the graph>"],
    ["an image uploaded", "![graph](/uploads/0a/g.png)", `<${BASE}/uploads/0a/g.png|graph>`],
    ["a file uploaded", "[log.zip](/uploads/0a/log.zip)", `<${BASE}/uploads/0a/log.zip|log.zip>`],
    ["an image in a link", "[![alt](a.png)](https://x.example.test)", "<https://x.example.test/|alt>"],
    ["a link to a place on GitLab", "[the wiki](../wikis/home)", "the wiki"],
    ["a link to a mailbox", "<c@example.test>", "c@example.test"],
    ["a link that runs something", "[x](javascript:alert(1))", "x"],
  ])("%s leads where it did", (_what, markdown, expected) => {
    expect(slackText(markdown)).toBe(expected);
  });

  it("an upload of an unknown project is named and not linked", () => {
    const { pieces } = slackPieces("![graph](/uploads/0a/g.png) [log.zip](/uploads/0a/log.zip)");

    expect(pieces).toEqual([{ text: "graph log.zip" }]);
  });

  it.each([
    "https://good.example.test",
    "good.example.test",
    "Log in at good.example.test now",
    "GOOD.example.test/login",
    "good\uFF0Eexample\u3002test",
    "good\u200B.\u2060example.test",
    "good.\uFE0Fexample.test",
    "www.good",
    "https://evil.example.test.good.example",
    "evil.example.test@good.example",
    "192.0.2.1",
    "**good**.example.test",
    "![good.example.test](x.png)",
    "&#103;ood.example.test",
  ])("a link named %j shows where it leads", (label) => {
    const said = slackText(`[${label}](https://evil.example.test/x)`);

    const [link = ""] = angled(said);
    expect(link).toBe("<https://evil.example.test/x|https://evil.example.test/x>");
    expect(said).toMatch(/ \(<.*>\)$/);
  });

  it("an address with a username in it is no link: it reads like another host", () => {
    expect(angled(slackText("[pay](https://good.example.test@evil.example.test/)"))).toEqual([]);
  });

  it("a long address is shown with the whole of its host", () => {
    const host = `good.example.test.${"a".repeat(60)}.evil.example.test`;

    expect(slackText(`[good.example.test](https://${host}/${"x".repeat(100)})`)).toMatch(
      new RegExp(`\\|https://${host}/…>\\)$`),
    );
  });

  it("a narrow table is aligned in a code block", () => {
    expect(slackText("| Who | When |\n|---|---|\n| **Mona** | 2026-12-01 |\n| Al | <soon> |")).toBe(
      ["```", "Who  | When", "-----+-----------", "Mona | 2026-12-01", "Al   | &lt;soon&gt;", "```"].join("\n"),
    );
  });

  it("a wide table, or one with links, is told row by row", () => {
    const long = "word ".repeat(20).trim();

    expect(slackText(`| Who | What |\n|---|---|\n| Mona | ${long} |\n| Al | |`)).toBe(
      `*Who:* Mona\n*What:* ${long}\n\n*Who:* Al`,
    );
    expect(slackText("| Who | |\n|---|---|\n| Al | [t](https://x.example.test/) |")).toBe(
      "*Who:* Al\n<https://x.example.test/|t>",
    );
  });

  it("backticks do not end a code block early", () => {
    const said = slackText("````\n```\n<!here>\n````\n\n``a`b`` \\`\\`\\`");

    expect(said.match(/```/g)).toHaveLength(2);
  });
});

describe("long Markdown", () => {
  const paragraphs = Array.from({ length: 60 }, (_, n) => `Paragraph ${n}: ${"words and words ".repeat(8)}end ${n}.`);

  it("is cut between paragraphs, and says that there is more", () => {
    const { pieces, cut } = slackPieces(paragraphs.join("\n\n"));
    const sections = sectionsOf(pieces, cut, ROOMY);

    expect(sections.length).toBe(2);
    expect(sections.join("\n\n").length).toBeLessThanOrEqual(ROOMY.total);
    const said = sections.join("\n\n").split("\n\n");
    expect(said.at(-1)).toBe(REST);
    expect(said.slice(0, -1)).toEqual(paragraphs.slice(0, said.length - 1));
  });

  it("that fits says nothing of a rest", () => {
    expect(slackText(paragraphs.slice(0, 10).join("\n\n"))).toBe(paragraphs.slice(0, 10).join("\n\n"));
  });

  it("a long code block is closed in every section", () => {
    const lines = Array.from({ length: 100 }, (_, n) => `${n} ${"x".repeat(30)}`);
    const { pieces, cut } = slackPieces(`\`\`\`\n${lines.join("\n")}\n\`\`\``);
    const sections = sectionsOf(pieces, cut, ROOMY);

    expect(sections.map((section) => section.match(/```/g)?.length)).toEqual([2, 2]);
    const said = sections.flatMap((section) => section.split("\n").filter((line) => line !== "```"));
    expect(said).toEqual(lines);
  });

  it("a long line is cut between words", () => {
    const line = Array.from({ length: 700 }, (_, n) => `w${n}`).join(" ");
    const { pieces, cut } = slackPieces(line);

    expect(sectionsOf(pieces, cut, ROOMY).join(" ").split(/\s+/)).toEqual(line.split(" "));
  });

  it.each([
    ["quotes in quotes", "> ".repeat(5_000)],
    ["lists in lists", "- ".repeat(5_000)],
    ["brackets", "[".repeat(10_000)],
    ["emphasis", "*a _b ".repeat(1_700)],
    ["links", "[a](".repeat(2_500)],
    ["a table", `|${"a|".repeat(500)}\n|${"-|".repeat(500)}\n${"|".repeat(3_000)}`],
    ["a megabyte", "word ".repeat(200_000)],
  ])("made to exhaust it: %s", (_what, markdown) => {
    const started = performance.now();
    const { pieces, cut } = slackPieces(markdown, BASE);
    const sections = sectionsOf(pieces, cut, ROOMY);

    expect(sections.join("\n\n").length).toBeLessThanOrEqual(ROOMY.total);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

const syntax = fc.constantFrom(
  ...HOSTILE,
  ...[
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "> ",
    "- ",
    "1. ",
    "- [x] ",
    "# ",
    "\n",
    "\n\n",
    "    ",
    "|",
    "|---|---|\n",
    "](",
    "[",
    "![",
    ")",
  ],
  ...[
    "&lt;",
    "&amp;",
    "&#60;",
    "\\<",
    "<!--",
    "-->",
    "<br>",
    "https://evil.example.test/",
    "http://a@b/",
    "/uploads/x/y.png",
  ],
  ...["[a]: https://x.example.test\n", "[a]", "[^1]", "\n[^1]: ", "good.example.test", " ", "word"],
);
const anyMarkdown = fc.oneof(
  fc
    .array(fc.oneof(syntax, fc.string({ unit: "binary", maxLength: 12 })), { maxLength: 60 })
    .map((all) => all.join("")),
  fc.array(syntax, { minLength: 100, maxLength: 900 }).map((all) => all.join("")),
);
const anyRoom = fc.record({
  section: fc.integer({ min: 500, max: 3_000 }),
  total: fc.integer({ min: 900, max: 4_000 }),
});

describe("whatever somebody types as Markdown", () => {
  it("mentions nobody, and links only to the web, under no other address", () => {
    fc.assert(
      fc.property(anyMarkdown, anyRoom, (markdown, room) => {
        const { pieces, cut } = slackPieces(markdown, BASE);
        for (const section of sectionsOf(pieces, cut, room)) {
          for (const one of angled(section)) {
            expect(one).toMatch(LINK);
            const [, address = "", label = ""] = LINK.exec(one) ?? [];
            if (label.includes("://")) expect(new URL(address).origin).toBe(new URL(label.replace("…", "")).origin);
          }
          expect(section).not.toMatch(/&(?!amp;|lt;|gt;)/);
          expect(section.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("keeps within the room it is given, and leaves no code block open", () => {
    fc.assert(
      fc.property(anyMarkdown, anyRoom, (markdown, room) => {
        const { pieces, cut } = slackPieces(markdown, BASE);
        const sections = sectionsOf(pieces, cut, room);
        expect(sections.join("\n\n").length).toBeLessThanOrEqual(room.total);
        for (const section of sections) {
          expect(section.length).toBeLessThanOrEqual(room.section);
          expect((section.match(/```/g) ?? []).length % 2).toBe(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("every word of plain paragraphs is said", () => {
    const word = fc
      .string({ unit: fc.constantFrom(..."abcxyzäß日&<>'\"!?"), minLength: 1, maxLength: 12 })
      .map((w) => `w${w}w`);
    const paragraph = fc.array(word, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(paragraph, { maxLength: 8 }), (all) => {
        const said = slackText(all.map((words) => words.join(" ").replaceAll(/[&<>]/g, "\\$&")).join("\n\n"));
        const expected = all.map((words) => words.join(" "));
        expect(unescapedText(said)).toBe(expected.join("\n\n"));
      }),
      { numRuns: 200 },
    );
  });
});

function unescapedText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

describe("a message with Markdown in it", () => {
  const message = (text: string) => ({
    heading: "Update",
    paragraphs: [["By Cathy"]],
    markdown: { label: "What was said", text },
  });

  it("is a section under its label, and text that says the same", () => {
    const { text, blocks } = render(message("# State\n\nBetter"), new Map());

    expect(text).toBe("Update\nBy Cathy\nWhat was said:\n*State*\nBetter");
    expect(blocks.at(-1)).toEqual({
      type: "section",
      text: { type: "mrkdwn", text: "*What was said*\n*State*\nBetter", verbatim: true },
    });
  });

  it("of a comment alone says that there is nothing", () => {
    expect(render(message("<!-- prompt -->"), new Map()).text).toBe("Update\nBy Cathy\nWhat was said:\n–");
  });

  it("long words go on in further sections, within Slack's limits, and the text has them all", () => {
    const { text, blocks } = render(message("word ".repeat(3_000)), new Map());

    expect(blocksProblem(blocks)).toBeUndefined();
    expect(blocks).toHaveLength(4);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text.length).toBeGreaterThan(3_500);
    expect(text.endsWith(REST)).toBe(true);
  });

  it("long words elsewhere leave it a good part of the room", () => {
    const quote = { label: "Asked", text: "x".repeat(5_000) };
    const { text } = render({ ...message("word ".repeat(150)), quote }, new Map());

    expect(text).toContain("word ".repeat(150).trim());
    expect(text).toContain("Asked");
  });
});
