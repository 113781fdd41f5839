import type { Heading, List, ListItem, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { bounded, isNestedTooDeep } from "./bounded.ts";

/** One section of a description: its heading, and what stands under it. */
export interface Section {
  heading: string;
  nodes: readonly RootContent[];
}

/** From this length on, emphasis and underlined headings are left as typed: they are what costs the parser most. */
const LONG = 20_000;
const EXPENSIVE = ["attention", "strikethrough", "setextUnderline"];

/**
 * Splits a description by its headings. What stands before the first one comes under the heading "". Headings inside
 * code are text. `cut` says that it was too long to be read to its end.
 */
export function sectionsOf(description: string): { sections: Section[]; cut: boolean } {
  const { pieces, cut } = bounded(description);
  const disabled = description.length > LONG ? EXPENSIVE : [];
  const sections: { heading: string; nodes: RootContent[] }[] = [{ heading: "", nodes: [] }];
  for (const node of pieces.flatMap((piece) => parse(piece, disabled))) {
    if (isSectionHeading(node)) sections.push({ heading: textOf(node), nodes: [] });
    else sections.at(-1)?.nodes.push(node);
  }
  return { sections, cut };
}

/** A third-level heading belongs to the answer of the section it stands in. */
function isSectionHeading(node: RootContent): node is Heading {
  return node.type === "heading" && node.depth <= 2;
}

/** Tables, task lists and bare links, as GitLab has them. Made once: making them costs as much as a short answer. */
const SYNTAX = gfm();
const TREE = gfmFromMarkdown();

/** The parser's time grows with the square of the lines, and of the marks within them: this much takes it milliseconds. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 10_000;
const MOST_MARKS = 300;
const MARKS: readonly [RegExp, readonly string[]][] = [
  [/[*_~]/g, ["attention", "strikethrough"]],
  [/[[\]]/g, ["labelStartLink", "labelStartImage", "labelEnd", "gfmFootnoteCall", "gfmPotentialFootnoteCall"]],
  [/</g, ["htmlText", "autolink"]],
];

/** Whether HTML within lines is seen as such. */
export function hasHtmlSeen(markdown: string): boolean {
  return (markdown.match(/</g)?.length ?? 0) <= MOST_MARKS;
}

/** The beginning of a text, down to the end of a line, as far as `parse` reads it. */
export function readable(markdown: string): string {
  let end = 0;
  for (let line = 0; line < MOST_LINES && end < markdown.length; line += 1) {
    const next = markdown.indexOf("\n", end);
    const lineEnd = next < 0 ? markdown.length : next + 1;
    if (lineEnd > MOST_CHARACTERS) return markdown.slice(0, end === 0 ? MOST_CHARACTERS : end);
    end = lineEnd;
  }
  return markdown.slice(0, end);
}

/**
 * Markdown with GitLab's tables, task lists and bare links, as far as it is `readable`. Text crafted to exhaust the
 * parser's time or stack reads as none, or as plain words: its author is asked, nobody else waits.
 */
export function parse(markdown: string, disabled: string[] = []): RootContent[] {
  const text = readable(markdown)
    .split("\n")
    .map((line) => (isNestedTooDeep(line) ? " ".repeat(line.length) : line))
    .join("\n");
  const costly = MARKS.flatMap(([mark, names]) => ((text.match(mark)?.length ?? 0) > MOST_MARKS ? names : []));
  try {
    const extensions = [SYNTAX, { disable: { null: [...disabled, ...costly] } }];
    return fromMarkdown(text, { extensions, mdastExtensions: [TREE] }).children;
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** What a person wrote there, as plain text with line breaks kept; HTML comments are prompts and never values. */
export function plainText(nodes: readonly RootContent[]): string {
  return nodes
    .map((node) => blockText(node).trim())
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The items of these nodes' lists, without those of lists within items. */
export function listItems(nodes: readonly RootContent[]): ListItem[] {
  return nodes.flatMap((node) => (node.type === "list" ? node.children : []));
}

/** Every list item below these nodes, outermost first. */
export function allListItems(nodes: readonly RootContent[]): ListItem[] {
  return nodes.flatMap((node) => {
    if (node.type === "blockquote") return allListItems(node.children);
    if (node.type !== "list") return [];
    return node.children.flatMap((item) => [item, ...allListItems(item.children)]);
  });
}

/** What an item says, without its nested lists. */
export function itemText(item: ListItem): string {
  return item.children
    .filter((child) => child.type !== "list")
    .map((child) => blockText(child))
    .join(" ")
    .trim();
}

/** What an item says on one line, its nested lists behind it: `An engineer: in CET; from tomorrow`. */
export function wholeItemText(item: ListItem): string {
  const text = itemText(item);
  const below = listItems(item.children).map(wholeItemText).filter(Boolean).join("; ");
  if (below === "" || text === "") return text || below;
  return `${text}${text.endsWith(":") ? "" : ":"} ${below}`;
}

/** Addresses in these nodes, in order: of links, and of bare URLs. */
export function linksIn(nodes: readonly RootContent[]): string[] {
  return nodes.flatMap((node) => linksOf(node));
}

function linksOf(node: { type: string; url?: string; children?: readonly unknown[] }): string[] {
  if (node.type === "link" && node.url !== undefined) return [node.url];
  return (node.children ?? []).flatMap((child) => (isNode(child) ? linksOf(child) : []));
}

function isNode(value: unknown): value is { type: string; url?: string; children?: readonly unknown[] } {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function blockText(node: RootContent): string {
  switch (node.type) {
    case "html":
      return withoutComments(node.value);
    case "list":
      return listText(node);
    case "blockquote":
      return plainText(node.children);
    default:
      return "children" in node ? node.children.map(phraseText).join("") : textOf(node);
  }
}

function listText(list: List): string {
  return list.children.map((item) => `- ${wholeItemText(item)}`).join("\n");
}

/** HTML within a line keeps what was typed (`<!channel>` is text to us), save comments. */
function phraseText(node: RootContent): string {
  if (node.type === "html") return withoutComments(node.value);
  if (node.type === "break") return "\n";
  if (node.type === "tableRow") return `${node.children.map((cell) => textOf(cell)).join(" | ")}\n`;
  return textOf(node);
}

/** Comments out; one that is never closed hides the rest, as it does on the rendered page. */
function withoutComments(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
}
