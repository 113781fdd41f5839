import { boundaryIn, type SectionName } from "./markers.ts";
import { outline } from "./outline.ts";
import { isBlank, isLine, isStray, type Piece, piecesOf, type Section, sectionNamed } from "./pieces.ts";

/** Whether the process owners want this section. */
export function isInTemplate(template: string, name: SectionName): boolean {
  return template.split("\n").some((line) => boundaryIn(line)?.name === name);
}

/** What the template has in a section before there is anything to say. */
export function templateInner(template: string, name: SectionName): readonly string[] {
  return sectionNamed(piecesOf(template), name)?.inner ?? [""];
}

/** Puts a section where the template has it: under its heading, else with that heading at the end. */
export function placed(pieces: readonly Piece[], section: Section, template: string): Piece[] {
  const heading = headingInTemplate(template, section.name);
  const found = heading && outline(pieces).find(({ text }) => text === heading.text);
  if (found) {
    const after = pieces.slice(found.at + 1);
    return [...pieces.slice(0, found.at + 1), "", section, ...(isBlank(after[0]) ? [] : [""]), ...after];
  }
  const gap = isBlank(pieces.at(-1)) ? [] : [""];
  return [...pieces, ...gap, ...(heading ? [...heading.lines, ""] : []), section, ""];
}

/** The heading under which the template has a section. */
function headingInTemplate(template: string, name: SectionName): { text: string; lines: string[] } | undefined {
  const pieces = piecesOf(template);
  const at = pieces.findIndex((piece) => !isLine(piece) && piece.name === name);
  const heading = outline(pieces).findLast((one) => one.at < at);
  return heading && { text: heading.text, lines: pieces.slice(heading.at, heading.at + 1).filter(isLine) };
}

export function strayOf(pieces: readonly Piece[], name: SectionName, which?: "begin" | "end"): number {
  return pieces.findIndex((piece) => isStray(piece) && piece.name === name && (which ?? piece.stray) === piece.stray);
}
