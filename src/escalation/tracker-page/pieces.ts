import { boundaryIn, boundaryLine, isSectionName, type SectionName } from "./markers.ts";

/** A page as it is worked on: lines that are people's, whole sections, and markers that have lost their counterpart. */
export type Piece = string | Section | Stray;

export interface Section {
  name: SectionName;
  begin: string;
  inner: readonly string[];
  end: string;
}

export interface Stray {
  name: SectionName;
  stray: "begin" | "end";
}

/**
 * Takes a page apart. A section is a begin marker and its own end marker with no other section's marker in between, the
 * first such pair of each name. Every other marker of ours is a stray one, and what stands around it is people's.
 */
export function piecesOf(page: string): Piece[] {
  const lines = page.split("\n");
  const boundaries = lines.flatMap((line, index) => {
    const boundary = boundaryIn(line);
    return boundary ? [{ ...boundary, index }] : [];
  });
  const ends = new Map<number, number>();
  const taken = new Set<string>();
  for (const [position, { kind, name, index }] of boundaries.entries()) {
    const next = boundaries[position + 1];
    if (kind !== "begin" || next?.kind !== "end" || next.name !== name || taken.has(name)) continue;
    taken.add(name);
    ends.set(index, next.index);
  }

  const pieces: Piece[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const boundary = boundaryIn(line);
    const end = ends.get(index);
    if (!boundary || !isSectionName(boundary.name)) pieces.push(line);
    else if (end === undefined) pieces.push({ name: boundary.name, stray: boundary.kind });
    else {
      pieces.push({ name: boundary.name, begin: line, inner: lines.slice(index + 1, end), end: lines[end] ?? "" });
      index = end;
    }
  }
  return pieces;
}

export function pageOf(pieces: readonly Piece[]): string {
  return pieces
    .flatMap((piece) => {
      if (isLine(piece)) return [piece];
      if (isSection(piece)) return [piece.begin, ...piece.inner, piece.end];
      return [boundaryLine({ kind: piece.stray, name: piece.name })];
    })
    .join("\n");
}

/** A section with new markers. */
export function freshSection(name: SectionName, inner: readonly string[]): Section {
  return { name, begin: boundaryLine({ kind: "begin", name }), inner, end: boundaryLine({ kind: "end", name }) };
}

export function isLine(piece: Piece | undefined): piece is string {
  return typeof piece === "string";
}

export function isSection(piece: Piece | undefined): piece is Section {
  return typeof piece === "object" && "inner" in piece;
}

export function isStray(piece: Piece | undefined): piece is Stray {
  return typeof piece === "object" && "stray" in piece;
}

export function sectionNamed(pieces: readonly Piece[], name: SectionName): Section | undefined {
  return pieces.filter(isSection).find((section) => section.name === name);
}

/** Leaves out the stray markers of one name. Only the markers: whatever they stood around stays. */
export function withoutStrays(pieces: readonly Piece[], name: SectionName): Piece[] {
  return pieces.filter((piece) => !isStray(piece) || piece.name !== name);
}

/** Whether two runs of lines say the same, however their lines end. */
export function sameLines(some: readonly Piece[], others: readonly string[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => isLine(one) && one.replace(/\r$/, "") === others[index]?.replace(/\r$/, ""))
  );
}

export function isBlank(piece: Piece | undefined): boolean {
  return piece === undefined || (isLine(piece) && piece.trim() === "");
}
