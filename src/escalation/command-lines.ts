import type { Nodes } from "mdast";
import { parse } from "./markdown.ts";

/** One `/esc` line of a comment, cut up no further than words and text. */
export interface CommandLine {
  /** The word after `/esc`, lower-case; "" where there is none. */
  name: string;
  /** The rest of its line. */
  rest: string;
  /** The rest of its line and all that follows up to the next command, Markdown kept. */
  text: string;
}

const COMMAND = /^\/esc(?:[ \t\u00A0]+([^\s\u00A0]+)[ \t\u00A0]*(.*))?[ \t\u00A0]*$/i;

/**
 * The commands of a comment, in their order. Only a comment's own words command: a line that starts with `/esc` in code,
 * in a quote or in HTML is text (README, "Commands").
 */
export function commandLines(comment: string): CommandLine[] {
  const body = comment.replaceAll("\r\n", "\n");
  if (!/^\/esc\b/im.test(body)) return [];
  const foreign = parse(body).flatMap(foreignRanges);
  const found: { at: number; end: number; name: string; rest: string }[] = [];
  let at = 0;
  const quotes = quotedRanges(body);
  for (const line of body.split("\n")) {
    const match = COMMAND.exec(line);
    if (
      match &&
      !quotes.some(([from, to]) => at >= from && at < to) &&
      !foreign.some(([from, to]) => at >= from && at < to)
    ) {
      found.push({ at, end: at + line.length, name: (match[1] ?? "").toLowerCase(), rest: (match[2] ?? "").trim() });
    }
    at += line.length + 1;
  }
  return found.map(({ end, name, rest }, index) => ({
    name,
    rest,
    text: `${rest}${body.slice(end, found[index + 1]?.at ?? body.length)}`.trim(),
  }));
}

/** GitLab's quotes over several lines, between lines of `>>>`; one that is never closed is none. */
function quotedRanges(body: string): [number, number][] {
  const marks = [...body.matchAll(/^>>>[ \t]*$/gm)].map(({ index }) => index);
  return marks.flatMap((from, index): [number, number][] => {
    const to = marks[index + 1];
    return index % 2 === 0 && to !== undefined ? [[from, to]] : [];
  });
}

/** Where somebody else's words, or no words at all, stand: from and to (exclusive) by offset. */
function foreignRanges(node: Nodes): [number, number][] {
  if (["code", "inlineCode", "html", "blockquote"].includes(node.type)) {
    const { position } = node;
    return position?.start.offset === undefined || position.end.offset === undefined
      ? []
      : [[position.start.offset, position.end.offset]];
  }
  return "children" in node ? node.children.flatMap(foreignRanges) : [];
}
