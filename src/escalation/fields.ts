import type { RootContent } from "mdast";
import { NATURES, type Nature, ORIGINS, type Origin, SEVERITIES, type Severity, TEMPLATE_FIELDS, type TemplateField } from "../policy/terms.ts";
import { itemText, LONGEST_DESCRIPTION, linksIn, listItems, plainText, sectionsOf } from "./markdown.ts";
import { recogniseHeading } from "./template.ts";

/** A line of a check list: an exit criterion, an opening step. */
export interface CheckItem {
  text: string;
  done: boolean;
}

/** The people a template names, by role; usernames without the @. */
export const PEOPLE_FIELDS = {
  csm: "CSM",
  csm_manager: "CSM manager",
  account_manager: "Account manager",
  ps_project_manager: "PS project manager",
  support: "Support engineer",
  product_dri: "Product DRI",
} as const;
export type PeopleField = keyof typeof PEOPLE_FIELDS;

/** What the template says. Everything may be missing: people delete headings, reorder them, type in the wrong place. */
export interface Fields {
  customer: string | undefined;
  /** Ticked boxes; several ticked mean nothing (P-SEV-2), which the rules decide, not the reading. */
  severities: readonly Severity[];
  origins: readonly Origin[];
  natures: readonly Nature[];
  happening: string | undefined;
  impact: string | undefined;
  asks: readonly string[];
  exitCriteria: readonly CheckItem[];
  nextCustomerSync: string | undefined;
  people: Readonly<Partial<Record<PeopleField, string>>>;
  productArea: string | undefined;
  supportTickets: string | undefined;
  trackerDocument: string | undefined;
  incident: string | undefined;
  openingChecklist: readonly CheckItem[];
  /** Headings of the template that are not there. */
  missingHeadings: readonly TemplateField[];
  /** The description was too long to be read to its end. */
  cut: boolean;
}

const SEVERITY_WORDS: Readonly<Record<Severity, RegExp>> = {
  critical: /^critical\b/i,
  high: /^high\b/i,
  medium: /^medium\b/i,
  low: /^low\b/i,
};
const ORIGIN_WORDS: Readonly<Record<Origin, RegExp>> = {
  account: /^account\b/i,
  support: /^support\b/i,
  "professional-services": /^professional[ -]services\b/i,
};
const NATURE_WORDS: Readonly<Record<Nature, RegExp>> = {
  "product-related": /^product[ -]related\b/i,
  "platform-related": /^platform[ -]related\b/i,
};

/** Longest customer name that is taken as one; more is somebody's whole story on the wrong line. */
const LONGEST_NAME = 200;

/** Reads the template's answers out of a description. Never throws: what cannot be read is missing. */
export function readFields(description: string): Fields {
  const answers = answersOf(description);
  const nodes = (heading: TemplateField) => answers.byHeading.get(heading)?.nodes ?? [];
  const text = (heading: TemplateField) => {
    const answer = answers.byHeading.get(heading);
    return answer && nonEmpty([answer.rest, plainText(answer.nodes)].filter(Boolean).join("\n\n"));
  };
  const boxes = (heading: TemplateField) => checkItems(answers.byHeading.has(heading) ? nodes(heading) : answers.elsewhere);
  const named = namedValues(nodes("Links"));

  return {
    customer: firstLine(text("Customer")),
    severities: ticked(SEVERITIES, SEVERITY_WORDS, boxes("Severity")),
    origins: ticked(ORIGINS, ORIGIN_WORDS, boxes("Origin")),
    natures: ticked(NATURES, NATURE_WORDS, boxes("Nature")),
    happening: text("What is happening"),
    impact: text("Impact"),
    asks: itemsOf(nodes("Immediate asks"), text("Immediate asks")),
    exitCriteria: criteria(nodes("Exit criteria"), text("Exit criteria")),
    nextCustomerSync: firstLine(text("Next customer sync")),
    people: people(nodes("People")),
    productArea: firstLine(text("Product area")),
    supportTickets: named.get("support tickets"),
    trackerDocument: named.get("tracker document"),
    incident: named.get("incident"),
    openingChecklist: checkItems(nodes("Opening checklist")),
    missingHeadings: TEMPLATE_FIELDS.filter((heading) => !answers.byHeading.has(heading)),
    cut: description.length > LONGEST_DESCRIPTION,
  };
}

interface Answer {
  rest: string;
  nodes: RootContent[];
}

function answersOf(description: string): { byHeading: Map<TemplateField, Answer>; elsewhere: RootContent[] } {
  const byHeading = new Map<TemplateField, Answer>();
  const elsewhere: RootContent[] = [];
  for (const section of safeSections(description)) {
    const recognised = recogniseHeading(section.heading);
    if (!recognised) {
      elsewhere.push(...section.nodes);
      continue;
    }
    const answer = byHeading.get(recognised.heading);
    if (answer) answer.nodes.push(...section.nodes);
    else byHeading.set(recognised.heading, { rest: recognised.rest, nodes: [...section.nodes] });
  }
  return { byHeading, elsewhere };
}

/** A description crafted to exhaust the parser's stack reads as an empty one: its author is asked, nobody else waits. */
function safeSections(description: string): ReturnType<typeof sectionsOf> {
  try {
    return sectionsOf(description);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function checkItems(nodes: readonly RootContent[]): CheckItem[] {
  return listItems(nodes).flatMap((item) => {
    if (typeof item.checked === "boolean") return [{ text: itemText(item), done: item.checked }];
    // `[x]Critical`, without the blank Markdown wants, is what people type.
    const loose = /^\[([ xX])\]\s*(.*)$/s.exec(itemText(item));
    return loose ? [{ text: loose[2] ?? "", done: loose[1] !== " " }] : [];
  });
}

function ticked<Option extends string>(
  options: readonly Option[],
  words: Readonly<Record<Option, RegExp>>,
  boxes: readonly CheckItem[],
): Option[] {
  return options.filter((option) => boxes.some((box) => box.done && words[option].test(box.text)));
}

function criteria(nodes: readonly RootContent[], text: string | undefined): CheckItem[] {
  const boxes = checkItems(nodes).filter((item) => item.text !== "");
  return boxes.length > 0 ? boxes : itemsOf(nodes, text).map((item) => ({ text: item, done: false }));
}

/** List items where there is a list, else the whole text as one. Empty items are prompts left standing. */
function itemsOf(nodes: readonly RootContent[], text: string | undefined): string[] {
  const items = listItems(nodes)
    .map((item) => itemText(item).replace(/^\[[ xX]\]\s*/, ""))
    .filter((item) => item !== "");
  if (items.length > 0) return items;
  return text === undefined || /^[-*\s[\]]*$/.test(text) ? [] : [text];
}

/** `CSM: @cathy` items, whatever the case; a plain word after the colon is taken for a username too. */
function people(nodes: readonly RootContent[]): Partial<Record<PeopleField, string>> {
  const found: Partial<Record<PeopleField, string>> = {};
  const values = namedValues(nodes);
  for (const field of Object.keys(PEOPLE_FIELDS)) {
    if (!isPeopleField(field)) continue;
    const value = values.get(PEOPLE_FIELDS[field].toLowerCase());
    const username = value && /(?:^|\s)@?([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/u.exec(value)?.[1]?.replace(/[.-]+$/, "");
    if (username) found[field] = username;
  }
  return found;
}

function isPeopleField(name: string): name is PeopleField {
  return name in PEOPLE_FIELDS;
}

/** `Name: value` items by lower-case name; a link's address stands for its text. */
function namedValues(nodes: readonly RootContent[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const item of listItems(nodes)) {
    const match = /^([^:]+):\s*(.+)$/s.exec(itemText(item));
    const name = match?.[1]?.trim().toLowerCase();
    const value = linksIn(item.children)[0] ?? match?.[2]?.trim();
    if (name && value) values.set(name, value);
  }
  return values;
}

function firstLine(text: string | undefined): string | undefined {
  const line = text
    ?.split("\n")
    .map((candidate) => printable(candidate.replace(/^- /, "")))
    .find((candidate) => candidate !== "");
  return line === undefined ? undefined : [...line].slice(0, LONGEST_NAME).join("");
}

/** One line without control, zero-width and direction-changing characters: they hide or reorder what others read. */
function printable(line: string): string {
  return line
    .replace(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function nonEmpty(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}
