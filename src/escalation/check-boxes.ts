import type { RootContent } from "mdast";
import { NATURES, type Nature, ORIGINS, type Origin, SEVERITIES, type Severity } from "../policy/terms.ts";
import { allListItems, itemText, plainText } from "./markdown.ts";
import { printable } from "./printable.ts";

/** A line of a check list: an exit criterion, an opening step. */
export interface CheckItem {
  text: string;
  done: boolean;
}

/** The check list items among these nodes, whatever they are nested in. */
export function checkItems(nodes: readonly RootContent[]): CheckItem[] {
  return allListItems(nodes).flatMap((item) => {
    if (typeof item.checked === "boolean") return [{ text: itemText(item), done: item.checked }];
    // `[x]Critical`, without the blank Markdown wants, is what people type.
    const loose = /^\[([ xX]?)\]\s*(.*)$/s.exec(itemText(item));
    return loose ? [{ text: loose[2] ?? "", done: loose[1]?.toLowerCase() === "x" }] : [];
  });
}

/** How the boxes of the template begin. */
const SEVERITY_BOXES: Readonly<Record<Severity, string>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
};
const ORIGIN_BOXES: Readonly<Record<Origin, string>> = {
  account: "account",
  support: "support(?: ticket)?",
  "professional-services": "professional[ -]services(?: project)?",
};
const NATURE_BOXES: Readonly<Record<Nature, string>> = {
  "product-related": "product[ -]related",
  "platform-related": "platform[ -]related",
};

/** Where the answer to a heading with boxes stands. */
export interface BoxesAt {
  /** Under the heading; undefined where the heading is missing. */
  nodes: readonly RootContent[] | undefined;
  /** On the heading's own line (`## Severity: High`). */
  rest: string;
  /** Everything else, where boxes end up whose heading was deleted. */
  elsewhere: readonly RootContent[];
}

export function tickedSeverities(at: BoxesAt): Severity[] {
  return ticked(SEVERITIES, SEVERITY_BOXES, at);
}

export function tickedOrigins(at: BoxesAt): Origin[] {
  return ticked(ORIGINS, ORIGIN_BOXES, at);
}

export function tickedNatures(at: BoxesAt): Nature[] {
  return ticked(NATURES, NATURE_BOXES, at);
}

/**
 * What is ticked. Where nobody left a box, the bare word counts (`High`). Away from its heading a box counts only if
 * nothing but the template's own words follows, for "High availability is back" is somebody's exit criterion.
 */
function ticked<Option extends string>(
  options: readonly Option[],
  boxes: Readonly<Record<Option, string>>,
  { nodes, rest, elsewhere }: BoxesAt,
): Option[] {
  const found = checkItems(nodes ?? elsewhere).filter(({ done }) => done);
  const pattern = (option: Option) =>
    new RegExp(`^${boxes[option]}${nodes ? "(?![\\p{L}\\p{N}])" : "\\s*(?:$|[—–(:-])"}`, "iu");
  const byBox = options.filter((option) => found.some(({ text }) => pattern(option).test(text)));
  if (byBox.length > 0) return byBox;

  const words = [rest, ...plainText(nodes ?? []).split("\n")].map((line) => printable(line).replace(/[.!]$/, ""));
  return options.filter((option) => words.some((word) => new RegExp(`^${boxes[option]}$`, "iu").test(word)));
}
