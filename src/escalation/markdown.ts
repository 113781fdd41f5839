import type { Heading, ListItem, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";

/** One section of a description: its heading, and what stands under it. */
export interface Section {
  heading: string;
  nodes: readonly RootContent[];
}

/** A section longer than this is cut before it is parsed, so that a pasted log cannot stall the service. */
export const LONGEST_SECTION = 20_000;
/** What is read of a description altogether; the template with generous answers is under a tenth of it. */
export const LONGEST_DESCRIPTION = 200_000;

/**
 * Splits a description by its headings. What stands before the first one comes under the heading "".
 * Headings inside code are text. A description that cannot be parsed at all counts as one without sections.
 */
export function sectionsOf(description: string): Section[] {
  const root = parse(bounded(description));
  const sections: { heading: string; nodes: RootContent[] }[] = [{ heading: "", nodes: [] }];
  for (const node of root.children) {
    if (isSectionHeading(node)) sections.push({ heading: textOf(node), nodes: [] });
    else sections.at(-1)?.nodes.push(node);
  }
  return sections;
}

/** A third-level heading belongs to the answer of the section it stands in. */
function isSectionHeading(node: RootContent): node is Heading {
  return node.type === "heading" && node.depth <= 2;
}

/** What a person wrote there, as plain text with line breaks kept; HTML comments are prompts and never values. */
export function plainText(nodes: readonly RootContent[]): string {
  return nodes
    .map((node) => (node.type === "html" ? withoutComments(node.value) : blockText(node)))
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Every list item below these nodes, outermost first. */
export function listItems(nodes: readonly RootContent[]): ListItem[] {
  return nodes.flatMap((node) => (node.type === "list" ? node.children : []));
}

/** The first line of an item, without its nested lists. */
export function itemText(item: ListItem): string {
  return item.children
    .filter((child) => child.type !== "list")
    .map((child) => (child.type === "html" ? withoutComments(child.value) : blockText(child)))
    .join(" ")
    .trim();
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
  if (node.type === "list") {
    return node.children.map((item) => `- ${itemText(item)}`).join("\n");
  }
  // Inline HTML keeps what was typed (`<!channel>` is text to us), save comments.
  if ("children" in node) {
    return node.children
      .map((child) => {
        if (child.type === "html") return withoutComments(child.value);
        if (child.type === "break") return "\n";
        return textOf(child);
      })
      .join("");
  }
  return textOf(node);
}

/** Comments out; one that is never closed hides the rest, as it does on the rendered page. */
function withoutComments(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
}

/**
 * Cuts over-long sections and absurd nesting. Pasted text of a megabyte is common enough, and a parser's time grows
 * faster than its input on nested quotes and lists; nobody's answer depends on either.
 */
function bounded(description: string): string {
  const text = description.replaceAll("\r\n", "\n").replace(/^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){12,}.*$/gm, "");
  if (text.length <= LONGEST_SECTION) return text;
  return text
    .split(/^(?=#{1,2} )/m)
    .map((section) => section.slice(0, LONGEST_SECTION))
    .join("\n")
    .slice(0, LONGEST_DESCRIPTION);
}

function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}
