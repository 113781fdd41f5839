import type { RootContent } from "mdast";
import { closesFence, isNestedTooDeep } from "../bounded.ts";
import { hasHtmlSeen, parse, readable } from "../markdown.ts";
import { holdsPageHeading, isPageHeading } from "./outline.ts";

/** Taking out one thing can bring another to light. Whoever nests deeper than this wants to break something. */
const MOST_ROUNDS = 5;
/** What costs the parser most, and cannot reach beyond its own paragraph. */
const EXPENSIVE = [
  "attention",
  "strikethrough",
  "labelStartLink",
  "labelStartImage",
  "labelEnd",
  "gfmPotentialFootnoteCall",
  "gfmFootnoteCall",
];
/** Behind a `<`: no reader sees it, and no parser sees HTML. */
const ZERO_WIDTH_SPACE = "\u200B";

interface Change {
  from: number;
  to: number;
  text: string;
}

/**
 * Markdown that anybody may have typed, as lines that stay within their section: no marker, no HTML (a line break
 * excepted), no code block or quote without an end, and no heading of the page's own two levels. Never throws.
 */
export function contained(markdown: string): string[] {
  let text = cleaned(markdown);
  if (text === "") return [];
  if (!isReadInFull(text)) return asTyped(text);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const nodes = parse(text, EXPENSIVE);
    // The parser gave up.
    if (nodes.length === 0 || !isReadInFull(text)) break;
    const changes = [...changesIn(nodes, text), ...unclosedCode(nodes.at(-1), text)];
    if (changes.length === 0) return asLines(text);
    text = changed(text, changes);
  }
  return asTyped(text);
}

/** What the parser leaves out is shown as it was typed. */
function isReadInFull(text: string): boolean {
  return readable(text).length === text.length && hasHtmlSeen(text) && !text.split("\n").some(isNestedTooDeep);
}

/** What would pass for the page's own outline would be taken for people's when the section is written the next time. */
function asLines(text: string): string[] {
  const lines = text.split("\n");
  return holdsPageHeading(lines) ? asTyped(text) : lines;
}

/** A code block by indentation needs no end. */
function asTyped(text: string): string[] {
  return text.split("\n").map((line) => `    ${line}`);
}

/** What GitLab would not keep as it is (characters that are none), and what looks like one of our markers. */
function cleaned(markdown: string): string {
  return markdown
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .replace(/<(?=!--\s*escalations:)/gi, `<${ZERO_WIDTH_SPACE}`)
    .replace(/^(?:[ \t]*\n)+/, "")
    .trimEnd();
}

function changesIn(nodes: readonly RootContent[], text: string): Change[] {
  const changes: Change[] = [];
  // Not by recursion: a thousand quotes within each other must not be the end of it.
  const waiting = nodes.map((node) => ({ node, isTop: true }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    changes.push(...changesFor(next.node, next.isTop, text));
    if ("children" in next.node) for (const node of next.node.children) waiting.push({ node, isTop: false });
  }
  return changes;
}

function changesFor(node: RootContent, isTop: boolean, text: string): Change[] {
  const [from, to] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
  const source = text.slice(from, to);
  if (node.type === "html") {
    if (/^<br ?\/?>$/i.test(source)) return [];
    return matches(source, /</g, from, (found) => `${found}${ZERO_WIDTH_SPACE}`);
  }
  if (isTop && node.type === "heading" && isPageHeading(node)) {
    const underline = source.lastIndexOf("\n");
    return underline < 0 ? [{ from, to: from + node.depth, text: "###" }] : [{ from: from + underline, to, text: "" }];
  }
  // GitLab's quote of several lines, which runs to the next such line.
  if (isTop && node.type === "blockquote")
    return matches(source, /^[ \t]*(?=>{3,}[ \t]*$)/gm, from, (found) => `${found}\\`);
  return [];
}

/** A fence without its counterpart runs to the end of the page. Within a list or a quote it ends with that. */
function unclosedCode(last: RootContent | undefined, text: string): Change[] {
  if (last?.type !== "code") return [];
  const lines = text.slice(last.position?.start.offset ?? 0).split("\n");
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(lines[0] ?? "")?.[1];
  if (fence === undefined) return [];
  const isClosed = lines.length > 1 && closesFence(lines.at(-1) ?? "", fence);
  return isClosed ? [] : [{ from: text.length, to: text.length, text: `\n${fence}` }];
}

function matches(source: string, pattern: RegExp, offset: number, replacement: (found: string) => string): Change[] {
  return [...source.matchAll(pattern)].map(({ 0: found, index }) => ({
    from: offset + index,
    to: offset + index + found.length,
    text: replacement(found),
  }));
}

function changed(text: string, changes: readonly Change[]): string {
  return changes
    .toSorted((a, b) => b.from - a.from)
    .reduce((kept, { from, to, text: instead }) => kept.slice(0, from) + instead + kept.slice(to), text);
}
