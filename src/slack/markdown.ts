import type { Definition, List, ListItem, Nodes, RootContent } from "mdast";
import { bounded } from "../escalation/bounded.ts";
import { parse, readable } from "../escalation/markdown.ts";
import { inline, type Surroundings, visibleHtml, withoutFences } from "./markdown-inline.ts";
import { tablePieces } from "./markdown-table.ts";
import { escaped } from "./mrkdwn.ts";

/** A paragraph's worth of Slack text. */
export interface Piece {
  text: string;
  /** In a code block; the text stands without its fences. */
  code?: boolean;
  /** Right under what stands before it, with no blank line between. */
  tight?: boolean;
}

/**
 * GitLab's Markdown as Slack text, in pieces between which it can be cut; `cut` says that it was too long to be read to
 * its end. Everything typed is escaped: it mentions nobody, and no link poses as another (decision 0008). Never throws.
 */
export function slackPieces(markdown: string, base?: string): { pieces: Piece[]; cut: boolean } {
  const start = readable(markdown);
  const read = bounded(start.toWellFormed());
  return { pieces: piecesOf(read.pieces.join("\n"), base), cut: read.cut || start.length < markdown.length };
}

/** Text crafted to exhaust the stack is shown as it was typed. */
function piecesOf(markdown: string, base: string | undefined): Piece[] {
  const asTyped = nonEmpty(withoutFences(escaped(markdown)));
  try {
    const nodes = parse(markdown);
    const definitions = new Map(nodes.flatMap(definitionsIn).map(({ identifier, url }) => [identifier, url]));
    return nodes.length === 0 ? asTyped : blocks(nodes, { base, definitions });
  } catch (error) {
    if (error instanceof RangeError) return asTyped;
    throw error;
  }
}

function blocks(nodes: readonly RootContent[], around: Surroundings): Piece[] {
  return nodes.flatMap((node, index) => {
    const [first, ...rest] = block(node, around);
    if (!first) return [];
    return [nodes[index - 1]?.type === "heading" ? { ...first, tight: true } : first, ...rest];
  });
}

function block(node: RootContent, around: Surroundings): Piece[] {
  switch (node.type) {
    case "paragraph":
      return nonEmpty(inline(node.children, around));
    case "heading":
      return nonEmpty(inline(node.children, around, "*")).map(({ text }) => ({ text: `*${text}*` }));
    case "blockquote":
      return quoted(blocks(node.children, around));
    case "list":
      return list(node, around, "");
    case "code":
      return node.value.trim() === "" ? [] : [{ text: withoutFences(escaped(node.value)), code: true }];
    case "table":
      return tablePieces(node, around);
    case "html":
      return nonEmpty(withoutFences(escaped(visibleHtml(node.value))));
    case "thematicBreak":
      return [{ text: "———" }];
    case "footnoteDefinition":
      return underBullet(node.children, `[${escaped(node.identifier)}]`, around, "");
    default:
      return [];
  }
}

function nonEmpty(text: string): Piece[] {
  return text.trim() === "" ? [] : [{ text: text.trim() }];
}

/** Slack has no code blocks within quotes: their lines are quoted as they are. */
function quoted(pieces: readonly Piece[]): Piece[] {
  const text = pieces.map((piece, index) => `${between(piece, index)}${piece.text}`).join("");
  return nonEmpty(text).map((piece) => ({ text: prefixed(piece.text, "> ") }));
}

/** What separates a piece from the one before it. */
export function between({ tight }: Piece, index: number): string {
  if (index === 0) return "";
  return tight ? "\n" : "\n\n";
}

function list(node: List, around: Surroundings, indent: string): Piece[] {
  return node.children.flatMap((item, index) => {
    const [first, ...rest] = underBullet(item.children, marker(node, item, index, indent), around, indent);
    if (!first) return [];
    return [index === 0 && indent === "" ? first : { ...first, tight: true }, ...rest];
  });
}

/** From here on deeper lists are not set further in. */
const DEEPEST = 5 * 4;

function underBullet(children: ListItem["children"], bullet: string, around: Surroundings, indent: string): Piece[] {
  const deeper = indent.length < DEEPEST ? `${indent}    ` : indent;
  const [first, ...others] = children;
  const opening = first?.type === "paragraph" ? inline(first.children, around).trim() : "";
  const below = opening === "" ? children : others;
  return [
    { text: `${indent}${bullet} ${prefixed(opening, deeper).trimStart()}`.trimEnd() },
    ...below.flatMap((child) => {
      if (child.type === "list") return list(child, around, deeper);
      return block(child, around).map((piece) => ({ ...piece, text: indented(piece, deeper), tight: true }));
    }),
  ];
}

const BULLETS = ["•", "◦", "▪"];

function marker({ ordered, start }: List, { checked }: ListItem, index: number, indent: string): string {
  const box = typeof checked === "boolean" ? (checked ? "☑" : "☐") : undefined;
  if (ordered) return [`${(start ?? 1) + index}.`, box].filter(Boolean).join(" ");
  return box ?? BULLETS[Math.min(indent.length / 4, BULLETS.length - 1)] ?? "•";
}

/** Code blocks and quotes begin at the margin, or Slack does not know them. */
function indented({ text, code }: Piece, indent: string): string {
  return code || text.startsWith("> ") ? text : prefixed(text, indent);
}

function prefixed(text: string, prefix: string): string {
  return text.replace(/^/gm, prefix);
}

function definitionsIn(node: Nodes): Definition[] {
  if (node.type === "definition") return [node];
  return "children" in node ? node.children.flatMap(definitionsIn) : [];
}
