import type { Definition, ListItem, Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { htmlTokens } from "./html-tokens.ts";
import { element, link, type Rich, type RichElement } from "./rich.ts";

/** What is longer, busier (marks and lines) or nested deeper is shown as typed: a parser's time grows faster than such input. */
const LONGEST = 30_000;
const MOST_MARKS = 1_500;
const MOST_OPEN = 20;
const TOO_DEEP = /^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){12,}/m;

export interface MarkdownOptions {
  /** Usernames that `@name` mentions. */
  people: ReadonlySet<string>;
}

interface Reading extends MarkdownOptions {
  lines: readonly string[];
  addresses: ReadonlyMap<string, string>;
}

/** GitLab's Markdown as data to show. Raw HTML stays text, save bare formatting tags; comments are hidden. */
export function markdown(text: string, options: MarkdownOptions): Rich[] {
  if (text.length > LONGEST || TOO_DEEP.test(text) || marksIn(text) > MOST_MARKS)
    return [element("pre", [shortened(text)])];
  const root: Root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const definitions = root.children.filter((node): node is Definition => node.type === "definition");
  const addresses = new Map(definitions.map(({ identifier, url }) => [identifier, url]));
  return compose(root.children, { ...options, lines: text.split(/\r?\n/), addresses });
}

function marksIn(text: string): number {
  return text.match(/[*_~[<`\n]/g)?.length ?? 0;
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n… (${text.length - LONGEST} more characters)`;
}

/** Siblings, with the formatting tags among them closed round what stands between. */
function compose(nodes: readonly Nodes[], reading: Reading): Rich[] {
  const all: Rich[] = [];
  const open: RichElement[] = [];
  const add = (...pieces: Rich[]) => (open.at(-1)?.children ?? all).push(...pieces);
  for (const node of nodes) {
    if (node.type !== "html") {
      add(...convert(node, reading));
      continue;
    }
    for (const token of htmlTokens(node.value)) {
      if ("text" in token) add(token.text);
      else if ("close" in token) {
        const at = open.findLastIndex(({ tag }) => tag === token.close);
        if (at < 0) add(`</${token.close}>`);
        else open.splice(at);
      } else {
        const opened = element(token.open);
        add(opened);
        if (token.open !== "br" && open.length < MOST_OPEN) open.push(opened);
      }
    }
  }
  return all;
}

function convert(node: Exclude<Nodes, { type: "html" }>, reading: Reading): Rich[] {
  const inside = () => ("children" in node ? compose(node.children, reading) : []);
  switch (node.type) {
    case "text":
      return withMentions(node.value, reading);
    case "paragraph":
      return [element("p", inside())];
    case "heading":
      return [element(`h${node.depth}`, inside())];
    case "list":
      return [element(node.ordered ? "ol" : "ul", inside())];
    case "listItem":
      return [element("li", [...task(node, reading), ...tight(inside())])];
    case "blockquote":
      return [element("blockquote", inside())];
    case "code":
      return [element("pre", [node.value])];
    case "inlineCode":
      return [element("code", [node.value])];
    case "emphasis":
      return [element("em", inside())];
    case "strong":
      return [element("strong", inside())];
    case "delete":
      return [element("del", inside())];
    case "break":
      return [element("br")];
    case "thematicBreak":
      return [element("hr")];
    case "link":
      return link(node.url, inside());
    case "linkReference":
      return link(reading.addresses.get(node.identifier) ?? "", inside());
    case "image":
      return link(node.url, [node.alt || "image"]);
    case "table": {
      const [head, ...body] = node.children;
      const cells = (row: typeof head, tag: "th" | "td") =>
        row?.children.map((cell) => element(tag, compose(cell.children, reading))) ?? [];
      return [
        element("table", [element("tr", cells(head, "th")), ...body.map((row) => element("tr", cells(row, "td")))]),
      ];
    }
    case "definition":
      return [];
    default:
      return "children" in node ? inside() : [textOf(node)].filter(Boolean);
  }
}

function task(item: ListItem, { lines }: Reading): Rich[] {
  if (typeof item.checked !== "boolean" || !item.position) return [];
  const { line } = item.position.start;
  return [element("task", [], { task: { checked: item.checked, line, source: lines[line - 1] ?? "" } })];
}

/** An item that is one paragraph reads as its text. */
function tight(children: Rich[]): Rich[] {
  const [first, ...rest] = children;
  return typeof first === "object" && first.tag === "p" ? [...first.children, ...rest] : children;
}

function withMentions(text: string, { people }: Reading): Rich[] {
  return text.split(/(?<![\w@/.-])(@[a-z0-9][\w.-]*)/i).flatMap((piece, index): Rich[] => {
    const name = piece.slice(1).toLowerCase();
    if (index % 2 === 0) return piece === "" ? [] : [piece];
    if (name === "all") return [element("ping", [piece], { title: "tells every member of the project" })];
    return people.has(name) ? [element("mention", [piece])] : [piece];
  });
}

/** Ticks or clears the check box in a line. Undefined where the line is not what it was. */
export function withTask(
  text: string,
  { line, source, checked }: { line: number; source: string; checked: boolean },
): string | undefined {
  const lines = text.split("\n");
  const found = lines[line - 1];
  if (found === undefined || found.replace(/\r$/, "") !== source) return undefined;
  lines[line - 1] = found.replace(/\[[ xX]\]/, checked ? "[x]" : "[ ]");
  return lines.join("\n");
}
