import { contained } from "./contained.ts";
import { keptLog } from "./log.ts";
import { SECTIONS, type SectionName } from "./markers.ts";
import { holdsPageHeading } from "./outline.ts";
import {
  freshSection,
  isSection,
  isStray,
  type Piece,
  pageOf,
  piecesOf,
  type Section,
  sameLines,
  withoutStrays,
} from "./pieces.ts";
import { isInTemplate, placed, strayOf, templateInner } from "./place.ts";

/** What the service has to say, by section, in Markdown; a section that is left out stays as it is. */
export type TrackerSections = Readonly<Partial<Record<Exclude<SectionName, "log">, string>>>;

/** A page as it is first made: the template with its sections filled in. */
export function newPage(template: string, sections: TrackerSections): string {
  return withSections(template, sections, template);
}

/**
 * A page with what stands between the markers of these sections replaced, and everything else as people left it.
 *
 * A section whose markers are no pair any more (one is gone, doubled, or another section's stands in between) is put back
 * with new ones: where a marker of it was left, else under the heading that the template has for it, else with that
 * heading at the end. Text that it had stays as text, for nobody can tell whose it is. What the template does not have
 * is not put back. Twice does the same as once. Never throws.
 */
export function withSections(page: string, sections: TrackerSections, template: string): string {
  const kept = SECTIONS.reduce<Piece[]>(
    (pieces, name) =>
      name === "log" ? keptLog(pieces, template) : withSection(pieces, name, sections[name], template),
    piecesOf(page),
  );
  return pageOf(kept);
}

function withSection(pieces: Piece[], name: SectionName, content: string | undefined, template: string): Piece[] {
  const inner = content === undefined ? undefined : linesFor(content);
  const at = pieces.findIndex((piece) => isSection(piece) && piece.name === name);
  const section = pieces[at];
  if (isSection(section)) {
    if (inner === undefined || sameLines(section.inner, inner)) return withoutStrays(pieces, name);
    if (!holdsPageHeading(section.inner)) return withoutStrays(pieces.with(at, { ...section, inner }), name);
  }
  // With a heading of the page in it, its end has come to stand behind something that is people's.
  const apart = isSection(section) ? pieces.toSpliced(at, 1, ...takenApart(section)) : pieces;
  if (!isInTemplate(template, name)) return withoutStrays(apart, name);
  const fresh = freshSection(name, inner ?? templateInner(template, name));
  const stray = strayOf(apart, name);
  if (stray < 0) return placed(apart, fresh, template);
  return withoutStrays(adopted(apart, stray, fresh), name);
}

/** Content with a blank line on both sides, without which a marker could become part of a list or table. */
function linesFor(content: string): string[] {
  const lines = contained(content);
  return lines.length === 0 ? [""] : ["", ...lines, ""];
}

function takenApart({ name, inner }: Section): Piece[] {
  return [{ name, stray: "begin" }, ...inner, { name, stray: "end" }];
}

/** A section in the place of its stray marker. Lines next to it that say what it says are it: only a marker was lost. */
function adopted(pieces: readonly Piece[], stray: number, fresh: Section): Piece[] {
  const marker = pieces[stray];
  const isBegin = isStray(marker) && marker.stray === "begin";
  const from = isBegin ? stray + 1 : Math.max(0, stray - fresh.inner.length);
  const lines = pieces.slice(from, isBegin ? from + fresh.inner.length : stray);
  if (!sameLines(lines, fresh.inner)) return pieces.with(stray, fresh);
  return pieces.toSpliced(isBegin ? stray : from, lines.length + 1, fresh);
}
