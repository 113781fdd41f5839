import type { Heading } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { parse } from "../markdown.ts";
import { isLine, type Piece } from "./pieces.ts";

/** What is read of a page to find its headings, in characters; the parser's time grows faster than what it reads. */
const LONGEST = 50_000;

export interface PageHeading {
  /** As one can compare it. */
  text: string;
  depth: number;
  /** The pieces in which it begins and ends. */
  first: number;
  last: number;
}

/** The headings outside of sections, code and comments, in order. */
export function outline(pieces: readonly Piece[]): PageHeading[] {
  // One line for each piece, so that line numbers are those of the pieces.
  const text = pieces.map((piece) => (isLine(piece) ? piece.replaceAll("\r", " ") : "")).join("\n");
  return headingsIn(text).map((heading) => ({
    text: textOf(heading).trim().toLowerCase(),
    depth: heading.depth,
    first: (heading.position?.start.line ?? 1) - 1,
    last: (heading.position?.end.line ?? 1) - 1,
  }));
}

/** Whether some of the page's own outline stands in these lines: those of a section never have such a heading. */
export function holdsPageHeading(lines: readonly string[]): boolean {
  return outline(lines).some(isPageHeading);
}

export function isPageHeading({ depth }: { depth: number }): boolean {
  return depth <= 2;
}

function headingsIn(text: string): Heading[] {
  return parse(text.slice(0, LONGEST)).filter((node) => node.type === "heading");
}
