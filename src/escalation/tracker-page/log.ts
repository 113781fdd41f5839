import { contained } from "./contained.ts";
import { boundaryIn, entryIn, entryLine } from "./markers.ts";
import { isPageHeading, outline } from "./outline.ts";
import {
  freshSection,
  isBlank,
  isLine,
  isSection,
  isStray,
  type Piece,
  pageOf,
  piecesOf,
  withoutStrays,
} from "./pieces.ts";
import { isInTemplate, placed, strayOf, templateInner } from "./place.ts";

/** Something that happened, for the dated log (P-OPEN-4). */
export interface LogEntry {
  /** Names it for good within its page. */
  id: string;
  /** ms since the epoch */
  at: number;
  /** One line. */
  heading: string;
  /** Markdown, as somebody typed it. */
  text: string;
}

/**
 * A page with an entry in its log, unless one with this id stands anywhere on the page. The newest comes last; a late one
 * stands before those that are later than it. People may write between entries and edit them: nothing in the log is ever
 * replaced. Without a log on page and in template the page stays as it is. Never throws for a valid time.
 */
export function withEntry(page: string, entry: LogEntry, template: string): string {
  const pieces = keptLog(piecesOf(page), template);
  const at = pieces.findIndex((piece) => isSection(piece) && piece.name === "log");
  const log = pieces[at];
  if (!isSection(log) || hasEntry(pieces, entry.id)) return pageOf(pieces);

  const later = log.inner.findIndex((line) => (entryIn(line)?.at ?? Number.NEGATIVE_INFINITY) > entry.at);
  const before = log.inner.slice(0, later < 0 ? undefined : later);
  const after = later < 0 ? [] : log.inner.slice(later);
  const gap = before.length > 0 && isBlank(before.at(-1)) ? [] : [""];
  return pageOf(pieces.with(at, { ...log, inner: [...before, ...gap, ...linesFor(entry), ...after] }));
}

function linesFor({ id, at, heading, text }: LogEntry): string[] {
  return [entryLine(id, at), ...contained(`### ${heading.replace(/\s+/g, " ").trim()}\n\n${text}`), ""];
}

function hasEntry(pieces: readonly Piece[], id: string): boolean {
  const lines = pieces.flatMap((piece) => (isSection(piece) ? piece.inner : isLine(piece) ? [piece] : []));
  return lines.some((line) => entryIn(line)?.is(id));
}

/**
 * The log with both its markers. As nothing in it is replaced, a missing one may take in too much and never does harm: the
 * log begins where its marker or its first entry stands, and ends at its marker or where something else begins.
 */
export function keptLog(pieces: Piece[], template: string): Piece[] {
  if (pieces.some((piece) => isSection(piece) && piece.name === "log") || !isInTemplate(template, "log"))
    return withoutStrays(pieces, "log");
  const empty = freshSection("log", templateInner(template, "log"));
  const begin = strayOf(pieces, "log", "begin");
  const start = begin < 0 ? pieces.findIndex((piece) => isLine(piece) && entryIn(piece)) : begin;
  if (start < 0) {
    const end = strayOf(pieces, "log", "end");
    return end < 0 ? placed(pieces, empty, template) : withoutStrays(pieces.with(end, empty), "log");
  }

  const headings = new Set(
    outline(pieces)
      .filter(isPageHeading)
      .map(({ at }) => at),
  );
  const stop = pieces.findIndex((piece, index) => index > start && (headings.has(index) || endsLog(piece)));
  const lines = pieces.slice(start, stop < 0 ? undefined : stop).filter(isLine);
  const inner = lines.slice(0, lines.findLastIndex((line) => !isBlank(line)) + 1);
  const section = freshSection("log", inner);
  const rest = [...lines.slice(inner.length), ...(stop < 0 ? [] : pieces.slice(stop))];
  const gap = isBlank(rest[0]) ? [] : [""];
  return withoutStrays([...pieces.slice(0, start), section, ...gap, ...rest], "log");
}

function endsLog(piece: Piece): boolean {
  if (isLine(piece)) return boundaryIn(piece) !== undefined;
  return !isStray(piece) || piece.name !== "log" || piece.stray === "end";
}
