import { closesFence } from "../bounded.ts";
import { isLine, type Piece } from "./pieces.ts";

export interface PageHeading {
  /** As it can be compared. */
  text: string;
  depth: number;
  /** The piece that it is. */
  at: number;
}

/**
 * The headings of a page outside of sections, code and comments, in order. Read line by line and not by a parser: a page may
 * be long, and whoever can write in it could otherwise keep the parser busy for minutes.
 */
export function outline(pieces: readonly Piece[]): PageHeading[] {
  const headings: PageHeading[] = [];
  let end: ((line: string) => boolean) | undefined;
  for (const [at, piece] of pieces.entries()) {
    if (!isLine(piece)) continue;
    const line = piece.trimEnd();
    if (end) {
      if (end(line)) end = undefined;
      continue;
    }
    end = endOfWhatBegins(line);
    const [, marks, text] = /^(#{1,6})(?:[ \t]+(.*))?$/.exec(line) ?? [];
    if (marks !== undefined) headings.push({ text: comparable(text ?? ""), depth: marks.length, at });
  }
  return headings;
}

/** Headings of these levels are the page's outline; a section's content has none. */
export function isPageHeading({ depth }: { depth: number }): boolean {
  return depth <= 2;
}

export function holdsPageHeading(lines: readonly string[]): boolean {
  return outline(lines).some(isPageHeading);
}

/** What ends a block of code or a comment that begins with this line. */
function endOfWhatBegins(line: string): ((line: string) => boolean) | undefined {
  const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) return (other) => closesFence(other, fence);
  return /^ {0,3}<!--/.test(line) && !line.includes("-->") ? (other) => other.includes("-->") : undefined;
}

function comparable(heading: string): string {
  return heading
    .split(/\s+/)
    .filter((word) => word !== "" && !/^#+$/.test(word))
    .join(" ")
    .toLowerCase();
}
