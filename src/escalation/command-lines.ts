import type { Nodes } from "mdast";
import { INLINE_SYNTAX, parse } from "./markdown.ts";

/** One `/esc` line of a comment, cut up no further than words and text. */
export interface CommandLine {
  /** The word after `/esc`, lower-case; "" where there is none. */
  name: string;
  /** The rest of its line. */
  rest: string;
  /** The rest of its line and all that follows up to the next command, Markdown kept. */
  text: string;
}

/**
 * So far a comment is looked through for commands, in characters; the text of the last one runs on to the end. The parser's
 * time grows faster than what it reads, and nobody else should wait for it.
 */
const LONGEST = 10_000;

const COMMAND = /^\/esc(?:[ \t\u00A0]+([^\s\u00A0]+)[ \t\u00A0]*(.*))?[ \t\u00A0]*$/i;

/**
 * The commands of a comment, in their order. Only a comment's own words command: a line that starts with `/esc` in code,
 * in a quote or in HTML is text (README, "Commands").
 */
export function commandLines(comment: string): CommandLine[] {
  const body = comment.replaceAll("\r\n", "\n");
  if (!/^\/esc\b/im.test(body)) return [];
  const read = body.slice(0, LONGEST);
  const foreign = parse(withoutOpenComments(read), INLINE_SYNTAX).flatMap(foreignRanges);
  const found: { at: number; end: number; name: string; rest: string }[] = [];
  let at = 0;
  const quotes = quotedRanges(read);
  for (const line of read.split("\n")) {
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

/** Comments that are never closed, but for the first, which hides what follows: each would be looked through to the end. */
function withoutOpenComments(body: string): string {
  const first = body.indexOf("<!--", body.lastIndexOf("-->") + 1);
  if (first < 0) return body;
  const from = first + "<!--".length;
  return `${body.slice(0, from)}${body.slice(from).replaceAll("<!--", "    ")}`;
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
