import fc from "fast-check";
import type { Nodes, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { inline, webAddress } from "../../src/decide/note-text.ts";
import { printable } from "../../src/escalation/printable.ts";
import { extractQuickActions } from "../../src/sandbox/gitlab/quick-actions/extract.ts";
import { HOSTILE } from "../support/hostile.ts";

function parsed(markdown: string) {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function typesIn(node: Nodes): string[] {
  return [node.type, ...("children" in node ? node.children.flatMap(typesIn) : [])];
}

function linksIn(node: Nodes): { url: string; text: string }[] {
  const below = "children" in node ? node.children.flatMap(linksIn) : [];
  return node.type === "link" ? [{ url: node.url, text: textOf(node) }, ...below] : below;
}

/** What the reader sees of it. */
function seen(typed: string): string {
  return printable(typed).replaceAll("@", "@\u200B");
}

const anything = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "*",
        "_",
        "`",
        "|",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "\\",
        "\n",
        "/close",
        "@all",
        "~",
        "-",
        "#",
        "1.",
        " ",
        "a",
        "://",
        "www.a.b",
      ),
      { maxLength: 20 },
    )
    .map((list) => list.join("")),
);

describe("what people typed, in a comment of the service", () => {
  it("stays words in its cell of a table, which stays as it was", () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const root = parsed(`before\n\n| | |\n|---|---|\n| Name | ${inline(typed)} |\n| Next | row |\n\nafter`);

        const tables = root.children.filter((node): node is Table => node.type === "table");
        expect(root.children.map(({ type }) => type)).toEqual(["paragraph", "table", "paragraph"]);
        expect(tables[0]?.children.map((row) => row.children.length)).toEqual([2, 2, 2]);
        expect(typesIn(root)).not.toEqual(expect.arrayContaining(["html"]));
        expect(textOf(tables[0]?.children[1]?.children[1])).toBe(seen(typed));
      }),
      { numRuns: 300 },
    );
  });

  it("stays words in its item of a list, runs nothing, and links only under its own name", () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const markdown = `- ${inline(typed)}\n- next`;
        const root = parsed(markdown);

        expect(root.children.map(({ type }) => type)).toEqual(["list"]);
        expect(
          new Set(typesIn(root)).difference(new Set(["root", "list", "listItem", "paragraph", "text", "link"])),
        ).toEqual(new Set());
        for (const { url, text } of linksIn(root))
          expect(url.replace(/^(?:https?:\/\/|mailto:)/, "")).toBe(text.replace(/^https?:\/\//, ""));
        expect(extractQuickActions(markdown).actions).toEqual([]);
        expect(markdown).not.toMatch(/@[\p{L}\p{N}_]/u);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    { typed: "https://docs.example.test/a b?c=|<>", address: "https://docs.example.test/a%20b?c=%7C%3C%3E" },
    { typed: "http://docs.example.test", address: "http://docs.example.test/" },
    { typed: "javascript:alert(1)", address: undefined },
    { typed: "data:text/html,x", address: undefined },
    { typed: "docs.example.test", address: undefined },
    { typed: "//docs.example.test", address: undefined },
    { typed: "", address: undefined },
    { typed: undefined, address: undefined },
  ])("$typed as an address is $address", ({ typed, address }) => {
    expect(webAddress(typed)).toBe(address);
  });
});
