import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { canonicalName, quickActionNames } from "./names.ts";

export interface QuickAction {
  name: string;
  argument: string;
}

export interface Extraction {
  /** The text without the known quick actions, trailing white space off, as GitLab stores it. */
  text: string;
  actions: QuickAction[];
}

// Longest first, so that `/remove_label` is not read as a shorter name; the end of the match makes sure of whole names anyway.
const anyName = [...quickActionNames].sort((a, b) => b.length - a.length).join("|");

/**
 * Takes the known quick actions out of a text. As GitLab 19 does it: only lines of top-level paragraphs count, so nothing in code,
 * quotes, lists or HTML; inline code inside a paragraph is left alone; an unknown name stays where it is.
 */
export function extractQuickActions(source: string): Extraction {
  const actions: QuickAction[] = [];
  const lines = source.replaceAll("\r", "").split(/(?<=\n)/);

  for (const { first, last } of paragraphsWithSlash(lines)) {
    const end = lines[last + 1] === "\n" ? last + 1 : last;
    const paragraph = lines.slice(first, end + 1).join("");
    const left = paragraph.replace(
      new RegExp(`\`[^]+?\`|^/(?<name>${anyName})(?: (?<argument>[^\\n]*))?(?:\\s*\\n|$)`, "gim"),
      (match: string, name: string | undefined, argument: string | undefined) => {
        if (name === undefined) return match;
        const action = { name: canonicalName(name), argument: (argument ?? "").trim() };
        const substitute = substitutes[action.name];
        if (substitute !== undefined) return match.replace(/^[^\n]*/, `${action.argument} ${substitute}`.trim());
        actions.push(action);
        return "";
      },
    );
    lines.fill("", first, end + 1);
    lines[first] = left;
  }

  // Without a command in it GitLab's web form and API keep the line ends that they were given.
  const text = actions.length > 0 ? lines.join("") : source;
  return { text: text.trimEnd(), actions };
}

const substitutes: Record<string, string> = { shrug: "¯\\＿(ツ)＿/¯", tableflip: "(╯°□°)╯︵ ┻━┻" };

interface LineRange {
  first: number;
  last: number;
}

function paragraphsWithSlash(lines: readonly string[]): LineRange[] {
  // Reading Markdown takes milliseconds, and most texts hold no such line at all.
  if (!lines.some((line) => line.startsWith("/"))) return [];
  const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  return fromMarkdown(quoteFencesAsQuotes(lines).join(""), options)
    .children.filter((node) => node.type === "paragraph")
    .flatMap(({ position }) => (position ? [{ first: position.start.line - 1, last: position.end.line - 1 }] : []))
    .filter(({ first, last }) => lines.slice(first, last + 1).some((line) => line.startsWith("/")));
}

/** GitLab's own `>>>` … `>>>` block, turned into a common quote line by line so that the line numbers hold. */
function quoteFencesAsQuotes(lines: readonly string[]): string[] {
  let inCode = false;
  let inQuote = false;
  return lines.map((line) => {
    if (/^(```|~~~)/.test(line)) inCode = !inCode;
    const fence = !inCode && /^>>>\s*$/.test(line);
    if (fence) inQuote = !inQuote;
    return inQuote || fence ? `> ${fence ? "\n" : line}` : line;
  });
}
