import { between, type Piece } from "./markdown.ts";
import { wholeStart } from "./mrkdwn.ts";

export const REST = "… the rest is on the issue";
const FENCE = "```";
const FENCES = 2 * (FENCE.length + 1);
const BETWEEN_SECTIONS = 2;

/** How long it may get, in characters. */
export interface Room {
  /** Of one section. */
  section: number;
  /** Of all sections, with the blank lines between them. */
  total: number;
}

/**
 * Pieces put into sections, cut between pieces where there is room for no more; `cut` says that something is missing
 * already. Only a piece that takes more than half of the room is cut within, between its lines or else its words.
 */
export function sectionsOf(pieces: readonly Piece[], cut: boolean, room: Room): string[] {
  const whole = fill(pieces, room);
  if (!whole.cut && !cut) return whole.sections;
  const { sections } = fill(pieces, { ...room, total: room.total - REST.length - BETWEEN_SECTIONS });
  const last = sections.pop() ?? "";
  const closed = last === "" ? REST : `${last}\n\n${REST}`;
  return closed.length <= room.section ? [...sections, closed] : [...sections, last, REST];
}

function fill(pieces: readonly Piece[], { section, total }: Room): { sections: string[]; cut: boolean } {
  const sections: string[] = [];
  let current = "";
  let left = total;
  const waiting = pieces.flatMap((piece) => {
    const long = piece.text.length > total / 2;
    return parts(piece, section).map((part) => ({ piece: part, long }));
  });
  for (const { piece, long } of waiting) {
    const text = finished(piece);
    const apart = between(piece, current === "" ? 0 : 1);
    if (apart.length + text.length <= left && current.length + apart.length + text.length <= section) {
      current += apart + text;
      left -= apart.length + text.length;
    } else if (text.length + BETWEEN_SECTIONS <= left) {
      sections.push(current);
      current = text;
      left -= text.length + BETWEEN_SECTIONS;
    } else {
      const [start] = long ? parts(piece, left - BETWEEN_SECTIONS) : [];
      return { sections: [...sections, current, ...(start ? [finished(start)] : [])].filter(Boolean), cut: true };
    }
  }
  return { sections: [...sections, current].filter(Boolean), cut: false };
}

function finished({ text, code }: Piece): string {
  return code ? `${FENCE}\n${text}\n${FENCE}` : text;
}

/** A piece in parts of this length at most, cut between lines or, in a long line, words. */
function parts(piece: Piece, longest: number): Piece[] {
  const room = longest - (piece.code ? FENCES : 0);
  if (piece.text.length <= room) return [piece];
  if (room < 1) return [];
  const found: Piece[] = [];
  let rest = piece.text;
  while (rest !== "") {
    const start = rest.length <= room ? rest : startOf(rest, room);
    // Nothing of it can stand alone: a link that is longer than a section.
    if (start === "") {
      rest = rest.replace(/^<[^>]*>?/, "…");
      if (rest.startsWith("…")) continue;
      break;
    }
    found.push({ ...piece, text: start, ...(found.length > 0 ? { tight: true } : {}) });
    rest = rest.slice(start.length).replace(/^\n/, "");
  }
  return found.filter(({ text }) => text.trim() !== "");
}

/** Up to a line's end if one is near enough, else up to a word's, else as far as nothing is torn. */
function startOf(text: string, longest: number): string {
  const start = wholeStart(text, longest);
  const line = start.lastIndexOf("\n");
  if (line > longest / 2) return start.slice(0, line);
  const words = start.replace(/\s\S*$/, "").replace(/<[^>]*$/, "");
  return words.length > longest / 2 ? words : start;
}
