import type { Nodes, PhrasingContent } from "mdast";
import { linkText } from "./markdown-link.ts";
import { escaped } from "./mrkdwn.ts";

/** What the text around some words says about them. */
export interface Surroundings {
  /** The project's address; uploads are relative to it. */
  base: string | undefined;
  /** Addresses that links name by reference: `[the ticket][1]`. */
  definitions: ReadonlyMap<string, string>;
}

const MARKS = { strong: "*", emphasis: "_", delete: "~" } as const;

/** Slack sees no mark that touches a letter; this has no width and ends the word. */
const WORD_END = "\u200B";

/**
 * Words within a line or paragraph as Slack text. `open` holds the marks that stand around them: none is set twice, and
 * what is marked stays on one line, because Slack's marks end there.
 */
export function inline(nodes: readonly PhrasingContent[], around: Surroundings, open = ""): string {
  let said = "";
  let afterMarked = false;
  for (const node of nodes) {
    const next = phrase(node, around, open);
    if (next === "") continue;
    const marked = node.type in MARKS || node.type === "inlineCode";
    if ((marked && (afterMarked || /[\p{L}\p{N}]$/u.test(said))) || (afterMarked && /^[\p{L}\p{N}]/u.test(next)))
      said += WORD_END;
    said += next;
    afterMarked = marked;
  }
  return withoutFences(said);
}

/** The same without marks and links, on one line, not escaped: for labels, and for tables in a code block. */
export function plain(node: Nodes): string {
  return unmarked(node).replace(/\s+/g, " ").trim();
}

/** HTML as it was typed, save comments; one that is never closed hides the rest, as it does on GitLab. */
export function visibleHtml(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, "").replace(/<br *\/?>/gi, "\n");
}

/** Three backticks begin a code block wherever they stand. */
export function withoutFences(text: string): string {
  return text.replace(/`{3,}/g, (fence) => [...fence].join(WORD_END));
}

function phrase(node: PhrasingContent, around: Surroundings, open: string): string {
  switch (node.type) {
    case "strong":
    case "emphasis":
    case "delete":
      return marked(node.children, MARKS[node.type], around, open);
    case "inlineCode":
      // Slack cannot have a backtick in code.
      return node.value.includes("`") ? literal(node.value, open) : `\`${escaped(node.value)}\``;
    case "html":
      return literal(visibleHtml(node.value), open);
    case "link":
      return linkText(node.url, plain(node), around.base);
    case "image":
      return linkText(node.url, node.alt || "image", around.base);
    case "linkReference":
      return linkText(around.definitions.get(node.identifier) ?? "", plain(node), around.base);
    case "imageReference":
      return linkText(around.definitions.get(node.identifier) ?? "", node.alt || "image", around.base);
    default:
      return literal(unmarked(node), open);
  }
}

function marked(children: readonly PhrasingContent[], mark: string, around: Surroundings, open: string): string {
  if (open.includes(mark)) return inline(children, around, open);
  const said = inline(children, around, open + mark).trim();
  return said === "" ? "" : `${mark}${said}${mark}`;
}

function literal(typed: string, open: string): string {
  return open === "" ? escaped(typed) : escaped(typed).replace(/\s+/g, " ");
}

function unmarked(node: Nodes): string {
  if ("children" in node) return node.children.map(unmarked).join("");
  switch (node.type) {
    case "break":
      return "\n";
    case "html":
      return visibleHtml(node.value);
    case "image":
    case "imageReference":
      return node.alt || "image";
    case "footnoteReference":
      return `[${node.identifier}]`;
    default:
      return "value" in node ? node.value : "";
  }
}
