import type { Nodes } from "mdast";
import { parse, readable } from "./markdown.ts";

/** One `/esc` line of a comment, cut up no further than words and text. */
export interface CommandLine {
  /** The word after `/esc`, lower-case; "" where there is none. */
  name: string;
  /** The rest of its line. */
  rest: string;
  /** The rest of its line and all that follows up to the next command, Markdown kept. */
  text: string;
  /** It stands behind what is read of a comment, and stands for all that do. */
  isTooMuch?: true;
}

/** More are no conversation; each of them costs a decision. */
const MOST_COMMANDS = 30;
const COMMAND = /^\/esc(?![^\s\u00A0])/i;

/**
 * The commands of a comment, in their order. Only a comment's own words command: a line that starts with `/esc` in code,
 * in a quote or in HTML is text (README, "Commands").
 */
export function commandLines(comment: string): CommandLine[] {
  const body = comment.replaceAll("\r\n", "\n");
  if (!/^\/esc\b/im.test(body)) return [];
  const end = readable(body).length;
  const foreign = parse(body).flatMap(foreignRanges);
  const found: { at: number; end: number; name: string; rest: string }[] = [];
  let at = 0;
  const quotes = quotedRanges(body);
  for (const line of body.split("\n")) {
    if (!isTooMuch() && COMMAND.test(line) && ![...quotes, ...foreign].some(([from, to]) => at >= from && at < to)) {
      const typed = line.slice("/esc".length).trim();
      const [name = ""] = /^\S*/.exec(typed) ?? [];
      found.push({ at, end: at + line.length, name: name.toLowerCase(), rest: typed.slice(name.length).trim() });
    }
    at += line.length + 1;
  }
  return found.map((command, index) => ({
    name: command.name,
    rest: command.rest,
    text: `${command.rest}${body.slice(command.end, found[index + 1]?.at ?? body.length)}`.trim(),
    ...((command.at >= end || index >= MOST_COMMANDS) && { isTooMuch: true as const }),
  }));

  function isTooMuch(): boolean {
    return found.length > MOST_COMMANDS || (found.at(-1)?.at ?? 0) >= end;
  }
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
