/** What is read of one section; no answer needs more. */
export const LONGEST_SECTION = 5_000;
/** Once this much was kept, sections shrink to `SHORT_SECTION`, so that boxes and people further down are still read. */
const GENEROUS = 15_000;
const SHORT_SECTION = 600;
const MOST_SECTIONS = 40;
/** The same for lines, which are what costs the parser most. */
const MOST_LINES = 180;
const GENEROUS_LINES = 360;
const SHORT_LINES = 25;
/** Three markers on one line are a list in a list in a list; more are decoration, or meant to exhaust the parser. */
const NESTED_TOO_DEEP = /^(?:[ \t]*(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)(?=[ \t])){4,}|^(?:[ \t]*>){8,}/;
const MIXED_TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)(?=[ \t]))){8,}/;

export function isNestedTooDeep(line: string): boolean {
  return NESTED_TOO_DEEP.test(line) || MIXED_TOO_DEEP.test(line);
}

/**
 * A description in pieces that are parsed one by one, each beginning with its heading, and whether anything was left
 * out. The parser's time grows with the square of what it reads, so a pasted log of a megabyte would stall everybody
 * else. Code blocks and comments that were cut in their middle are closed again: what follows them is no part of them.
 */
export function bounded(description: string): { pieces: string[]; cut: boolean } {
  const pieces: string[] = [];
  let lines: string[] = [];
  let used = 0;
  let total = 0;
  let totalLines = 0;
  let cut = false;
  let open: Block | undefined;
  const flush = () => pieces.push(lines.join("\n"));

  for (const line of description.replace(/\r\n?/g, "\n").split("\n")) {
    if (!open && /^ {0,3}#{1,2}(?:[ \t]|$)/.test(line)) {
      flush();
      if (pieces.length >= MOST_SECTIONS) return { pieces, cut: true };
      lines = [];
      used = 0;
    }
    const closes = open?.closes(line) ?? false;
    const room = (total < GENEROUS ? LONGEST_SECTION : SHORT_SECTION) - used;
    const hasLine = lines.length < (totalLines < GENEROUS_LINES ? MOST_LINES : SHORT_LINES);
    const whole = isNestedTooDeep(line) || !(hasLine || closes) ? "" : line;
    const kept = whole.slice(0, closes ? 1_000 : Math.max(0, room));
    if (kept.length < line.length) cut = true;
    if (kept !== "" || (room > 0 && hasLine)) {
      lines.push(kept);
      totalLines += 1;
    }
    used += kept.length + 1;
    total += kept.length + 1;
    open = closes ? undefined : (open ?? blockBegunBy(kept));
  }
  flush();
  return { pieces, cut };
}

/** Something in which a `#` begins no heading, until the line that closes it. */
interface Block {
  closes(line: string): boolean;
}

/** By hand and not by a pattern made for it: fences can be longer than a pattern may be. */
export function closesFence(line: string, fence: string): boolean {
  const marks = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1];
  return marks !== undefined && marks.length >= fence.length && marks.startsWith(fence.charAt(0));
}

function blockBegunBy(line: string): Block | undefined {
  const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) {
    return { closes: (other) => closesFence(other, fence) };
  }
  if (/^ {0,3}<!--/.test(line) && !line.includes("-->")) return { closes: (other) => other.includes("-->") };
  return undefined;
}
