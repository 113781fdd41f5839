import type { RootContent } from "mdast";
import { type Nature, type Origin, type Severity, TEMPLATE_FIELDS, type TemplateField } from "../policy/terms.ts";
import { type CheckItem, checkItems, tickedNatures, tickedOrigins, tickedSeverities } from "./check-boxes.ts";
import { allListItems, linksIn, listItems, plainText, sectionsOf, wholeItemText } from "./markdown.ts";
import { PEOPLE_FIELD_KEYS, PEOPLE_FIELDS, type PeopleField, typedPerson } from "./people-field.ts";
import { printable } from "./printable.ts";
import { recogniseHeading } from "./template.ts";

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
  /** As typed: a username without the @, or a name. */
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

/** Longest customer name that is taken as one; more is somebody's whole story on the wrong line. */
const LONGEST_NAME = 200;

/** Reads the template's answers out of a description. Never throws: what cannot be read is missing. */
export function readFields(description: string): Fields {
  const { byHeading, elsewhere, cut } = answersOf(description);
  const nodes = (heading: TemplateField) => byHeading.get(heading)?.nodes ?? [];
  const rest = (heading: TemplateField) => byHeading.get(heading)?.rest ?? "";
  const text = (heading: TemplateField) =>
    nonEmpty([rest(heading), plainText(nodes(heading))].filter(Boolean).join("\n\n"));
  const boxesAt = (heading: TemplateField) => ({
    nodes: byHeading.get(heading)?.nodes,
    rest: rest(heading),
    elsewhere,
  });
  const links = namedEntries(nodes("Links"));
  const link = (name: string) => entry(links, name)?.link ?? entry(links, name)?.value;

  return {
    customer: firstLine(text("Customer")),
    severities: tickedSeverities(boxesAt("Severity")),
    origins: tickedOrigins(boxesAt("Origin")),
    natures: tickedNatures(boxesAt("Nature")),
    happening: text("What is happening"),
    impact: text("Impact"),
    asks: itemsOf(nodes("Immediate asks"), text("Immediate asks")),
    exitCriteria: criteria(nodes("Exit criteria"), text("Exit criteria")),
    nextCustomerSync: firstLine(text("Next customer sync")),
    people: people(namedEntries(nodes("People"))),
    productArea: firstLine(text("Product area")),
    supportTickets: link("support tickets"),
    trackerDocument: link("tracker document"),
    incident: link("incident"),
    openingChecklist: checkItems(nodes("Opening checklist")),
    missingHeadings: TEMPLATE_FIELDS.filter((heading) => !byHeading.has(heading)),
    cut,
  };
}

interface Answer {
  rest: string;
  nodes: RootContent[];
}

/** Answers by heading, those under a heading that stands twice together; and everything, for what lost its heading. */
function answersOf(description: string): {
  byHeading: Map<TemplateField, Answer>;
  elsewhere: RootContent[];
  cut: boolean;
} {
  const { sections, cut } = sectionsOf(description);
  const byHeading = new Map<TemplateField, Answer>();
  const elsewhere: RootContent[] = [];
  for (const { heading, nodes } of sections) {
    elsewhere.push(...nodes);
    const recognised = recogniseHeading(heading);
    if (!recognised) continue;
    const answer = byHeading.get(recognised.heading);
    if (!answer) byHeading.set(recognised.heading, { rest: recognised.rest, nodes: [...nodes] });
    else {
      answer.rest ||= recognised.rest;
      answer.nodes.push(...nodes);
    }
  }
  return { byHeading, elsewhere, cut };
}

function criteria(nodes: readonly RootContent[], text: string | undefined): CheckItem[] {
  const boxes = checkItems(nodes).filter((item) => item.text !== "");
  return boxes.length > 0 ? boxes : itemsOf(nodes, text).map((item) => ({ text: item, done: false }));
}

/** List items where there is a list, else the whole text as one. Empty items are prompts left standing. */
function itemsOf(nodes: readonly RootContent[], text: string | undefined): string[] {
  const items = listItems(nodes)
    .map((item) => wholeItemText(item).replace(/^\[[ xX]?\]\s*/, ""))
    .filter((item) => item !== "");
  if (items.length > 0) return items;
  return text === undefined || /^[-*\s[\]]*$/.test(text) ? [] : [text];
}

function people(entries: readonly Entry[]): Partial<Record<PeopleField, string>> {
  const found: Partial<Record<PeopleField, string>> = {};
  for (const field of PEOPLE_FIELD_KEYS) {
    const person = typedPerson(entry(entries, PEOPLE_FIELDS[field].toLowerCase())?.value ?? "");
    if (person !== undefined) found[field] = person;
  }
  return found;
}

/** A line `Name: value`, with the first address in it. */
interface Entry {
  name: string;
  value: string;
  link: string | undefined;
}

/** The last one that says something: whoever writes a line twice leaves the prompt standing above it. */
function entry(entries: readonly Entry[], name: string): Entry | undefined {
  return entries.findLast((candidate) => candidate.name === name && candidate.value !== "");
}

/** List items, or plain lines where the dashes were deleted. */
function namedEntries(nodes: readonly RootContent[]): Entry[] {
  const items = allListItems(nodes).map((item) => ({ text: wholeItemText(item), link: linksIn(item.children)[0] }));
  const paragraphs = nodes.filter((node) => node.type !== "list" && node.type !== "blockquote");
  const lines = plainText(paragraphs)
    .split("\n")
    .map((text) => ({ text, link: /https?:\/\/\S+/i.exec(text)?.[0] }));
  return [...items, ...lines].flatMap(({ text, link }) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(text) ?? [];
    return name === undefined ? [] : [{ name: printable(name).toLowerCase(), value: value?.trim() ?? "", link }];
  });
}

function firstLine(text: string | undefined): string | undefined {
  const line = text
    ?.split("\n")
    .map((candidate) => printable(candidate.replace(/^- /, "")))
    .find((candidate) => candidate !== "");
  return line === undefined ? undefined : [...line].slice(0, LONGEST_NAME).join("");
}

function nonEmpty(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}
