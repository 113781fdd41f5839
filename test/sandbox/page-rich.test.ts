import { describe, expect, it } from "vitest";
import { markdown, withTask } from "../../src/sandbox/page/rich/markdown.ts";
import { mrkdwn } from "../../src/sandbox/page/rich/mrkdwn.ts";
import { plain } from "../../src/sandbox/page/rich/plain.ts";
import type { Rich } from "../../src/sandbox/page/rich/rich.ts";
import { slackMessage } from "../../src/sandbox/page/rich/slack-blocks.ts";

const people = new Set(["cathy"]);
const names = {
  users: new Map([["U1", "Cathy Summers"]]),
  channels: new Map([["C1", { name: "esc_acme", href: "http://127.0.0.1/c" }]]),
};

/** Tags in brackets, in the order of the text. */
function outline(pieces: readonly Rich[]): string {
  return pieces
    .map((piece) =>
      typeof piece === "string"
        ? piece
        : `[${piece.tag}${piece.href ? ` ${piece.href}` : ""} ${outline(piece.children)}]`,
    )
    .join("");
}

describe("Markdown as data", () => {
  it.each([
    { text: "<script>alert(1)</script>", shown: "<script>alert(1)</script>", because: "raw HTML is text" },
    {
      text: 'a <img src=x onerror="x()"> b',
      shown: '[p a <img src=x onerror="x()"> b]',
      because: "inline HTML is text",
    },
    { text: "[a](javascript:x)", shown: "[p a (javascript:x)]", because: "only web and mail addresses are links" },
    { text: "[a](https://example.test)", shown: "[p [a https://example.test a]]", because: "a web address is a link" },
    { text: "<!-- hidden -->\n\nseen", shown: "[p seen]", because: "comments are hidden" },
    {
      text: "<sub>small</sub> </details>",
      shown: "[p [sub small] </details>]",
      because: "formatting stays, a stray end is text",
    },
    {
      text: '<sub onclick="x()">small</sub>',
      shown: '[p <sub onclick="x()">small</sub>]',
      because: "a tag with attributes is text",
    },
    {
      text: "<details><summary>More</summary>\n\ninside\n\n</details>\n\nafter",
      shown: "[details [summary More][p inside]][p after]",
      because: "folds close where they end",
    },
    {
      text: "@cathy and @nobody, x@cathy",
      shown: "[p [mention @cathy] and @nobody, x@cathy]",
      because: "known people are mentioned",
    },
    { text: "@all", shown: "[p [ping @all]]", because: "what tells everybody is seen" },
  ])("$text: $because", ({ text, shown }) => {
    expect(outline(markdown(text, { people }))).toBe(shown);
  });

  it("what is absurdly long or deep is shown as typed, at once", () => {
    const started = performance.now();

    for (const text of [
      "x ".repeat(500_000),
      "> ".repeat(20_000),
      "- ".repeat(20_000),
      "*a_".repeat(9_000),
      "[a](".repeat(7_000),
    ]) {
      expect(outline(markdown(text, { people }))).toMatch(/^\[pre /);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("a box knows its line, and is ticked there unless the line changed", () => {
    const text = "## Severity\r\n\r\n- [ ] High\r\n- [x] Low";
    const task = { line: 3, source: "- [ ] High", checked: true };

    expect(JSON.stringify(markdown(text, { people }))).toContain(
      '"task":{"checked":false,"line":3,"source":"- [ ] High"}',
    );
    expect(withTask(text, task)).toBe("## Severity\r\n\r\n- [x] High\r\n- [x] Low");
    expect(withTask(`new line\n${text}`, task)).toBeUndefined();
  });

  it("reads as plain text in a terminal", () => {
    const text =
      "### Status\n\n| | |\n|---|---|\n| DRI | @cathy |\n| Channel | [#esc](https://example.test) |\n\n- [x] done\n- **open**";

    expect(plain(markdown(text, { people }))).toBe(
      "\nStatus\n\nDRI      @cathy\nChannel  #esc (https://example.test)\n[x] done\n• open",
    );
  });
});

describe("Slack's text as data", () => {
  it.each([
    { text: "<@U1> in <#C1>", shown: "[p [mention @Cathy Summers] in [a http://127.0.0.1/c #esc_acme]]" },
    { text: "<#C9> <!channel>", shown: "[p a private channel [ping @channel]]" },
    { text: "*bold* _it_ ~no~ `a*b*` 2*3*4", shown: "[p [strong bold] [em it] [del no] [code a*b*] 2*3*4]" },
    { text: "&lt;!channel&gt; &amp;lt;", shown: "[p <!channel> &lt;]" },
    {
      text: "<https://example.test|a &amp; b> <javascript:x|y>",
      shown: "[p [a https://example.test a & b] y (javascript:x)]",
    },
    { text: "so:\n> one\n> two\nend", shown: "[p so:][blockquote one[br ]two][p end]" },
    { text: "```\n<b>\n```", shown: "[pre <b>]" },
  ])("$text", ({ text, shown }) => {
    expect(outline(mrkdwn(text, names))).toBe(shown);
  });

  it("a message is its blocks: headers, text, fields, small print", () => {
    const blocks = [
      { type: "header", text: { type: "plain_text", text: "*Hi*" } },
      {
        type: "section",
        text: { type: "mrkdwn", text: "*Hi*", verbatim: true },
        fields: [{ type: "mrkdwn", text: "<@U1>" }],
      },
      { type: "context", elements: [{ type: "mrkdwn", text: "small" }] },
      { type: "rich_text", elements: [{ type: "text", text: "other" }] },
    ];

    expect(outline(slackMessage({ text: "not shown", blocks }, names))).toBe(
      "[h4 *Hi*][p [strong Hi]][fields [field [p [mention @Cathy Summers]]]][context [p small]][p other]",
    );
  });
});
