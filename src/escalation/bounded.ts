/** What is read of one section; no answer needs more. */
export const LONGEST_SECTION = 5_000;
/** Once this much was kept, sections shrink to `SHORT_SECTION`, so that boxes and people further down are still read. */
const GENEROUS = 15_000;
const SHORT_SECTION = 600;
const MOST_SECTIONS = 40;
/** Three markers on one line are a list in a list in a list; more are decoration, or meant to exhaust the parser. */
const NESTED_TOO_DEEP = /^(?:[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t])){4,}|^(?:[ \t]*>){8,}/;

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
    const kept = NESTED_TOO_DEEP.test(line) ? "" : closes ? line.slice(0, 1_000) : line.slice(0, Math.max(0, room));
    if (kept.length < line.length) cut = true;
    if (kept !== "" || room > 0) lines.push(kept);
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

function blockBegunBy(line: string): Block | undefined {
  const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) {
    const end = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
    return { closes: (other) => end.test(other) };
  }
  if (/^ {0,3}<!--/.test(line) && !line.includes("-->")) return { closes: (other) => other.includes("-->") };
  return undefined;
}
