import type { KnownBlock } from "@slack/web-api";
import type { Message, Part, Text } from "../decide/message.ts";
import { type Piece, slackPieces } from "./markdown.ts";
import { sectionsOf } from "./markdown-sections.ts";
import {
  cut,
  cutPlain,
  escaped,
  LONGEST_FIELD,
  LONGEST_HEADING,
  LONGEST_SECTION,
  LONGEST_TEXT,
  linkTo,
  MOST_BLOCKS,
} from "./mrkdwn.ts";

/** Slack ids of the people a message names, by GitLab username; absent for those Slack does not know. */
export type SlackIds = ReadonlyMap<string, string>;

export interface Rendered {
  text: string;
  blocks: KnownBlock[];
}

/** A message with everything in it as Slack text. */
interface Pieces {
  heading: string;
  paragraphs: readonly string[];
  fields: readonly { label: string; value: string }[];
  quote: { label: string; text: string } | undefined;
  markdown: { label: string; pieces: readonly Piece[]; cut: boolean } | undefined;
}

/** Somebody's Markdown, in sections. */
interface Formatted {
  label: string;
  sections: readonly string[];
}

/** How long a piece may get, tried in turn until all of them together are short enough. */
const PIECE_LIMITS = [LONGEST_FIELD, 1000, 500, 250, 100];
/** Below this it is the other pieces that get shorter. */
const LEAST_FOR_MARKDOWN = 1000;

/**
 * A message as Block Kit, with a plain `text` that says all that the blocks say: it is the notification and what screen
 * readers read. What is too long is shortened in both; what cannot be made to fit is said as text alone.
 */
export function render(message: Message, ids: SlackIds): Rendered {
  const whole = piecesOf(message, ids);
  for (const limit of [Number.POSITIVE_INFINITY, ...PIECE_LIMITS]) {
    const pieces = shortenedTo(whole, limit);
    const formatted = formattedWithin(pieces, LONGEST_TEXT - textOf(pieces).length);
    const text = textOf(pieces, formatted);
    const blocks = blocksOf(pieces, formatted, message.heading);
    if (blocks.length > MOST_BLOCKS) break;
    if (text.length <= LONGEST_TEXT && fits(pieces)) return { text, blocks };
  }
  const formatted = formattedWithin(whole, LONGEST_TEXT);
  return { text: cut(textOf(whole, formatted), LONGEST_TEXT), blocks: [] };
}

/** Everybody a message names. */
export function peopleIn({ paragraphs = [], fields = [] }: Message): string[] {
  const texts: Text[] = [...paragraphs, ...fields.map(({ value }) => value)];
  return texts.flat().flatMap((part) => (typeof part !== "string" && "person" in part ? [part.person] : []));
}

function piecesOf({ heading, paragraphs = [], fields = [], quote, markdown }: Message, ids: SlackIds): Pieces {
  return {
    heading: escaped(heading),
    paragraphs: paragraphs.map((paragraph) => mrkdwn(paragraph, ids)),
    fields: fields.map(({ label, value }) => ({ label: escaped(label), value: mrkdwn(value, ids) })),
    quote: quote && { label: escaped(quote.label), text: asQuote(quote.text) },
    markdown: markdown && { label: escaped(markdown.label), ...slackPieces(markdown.text, markdown.base) },
  };
}

function shortenedTo({ heading, paragraphs, fields, quote, markdown }: Pieces, limit: number): Pieces {
  return {
    heading: cut(heading, limit),
    paragraphs: paragraphs.map((paragraph) => cut(paragraph, limit)),
    fields: fields.map(({ label, value }) => ({ label: cut(label, limit), value: cut(value, limit) })),
    quote: quote && { label: cut(quote.label, limit), text: cut(quote.text, limit) },
    markdown: markdown && { ...markdown, label: cut(markdown.label, limit) },
  };
}

/** The Markdown in what room the rest leaves, if that is enough for it or for a good part of it. */
function formattedWithin({ markdown }: Pieces, room: number): Formatted | undefined {
  if (!markdown) return undefined;
  const { label, pieces, cut } = markdown;
  const frame = titled(label, "").length;
  const total = Math.max(room - frame, LEAST_FOR_MARKDOWN);
  const sections = sectionsOf(pieces, cut, { section: LONGEST_SECTION - frame, total });
  return { label, sections: sections.length > 0 ? sections : [NOTHING] };
}

function textOf({ heading, paragraphs, fields, quote }: Pieces, formatted?: Formatted): string {
  return [
    heading,
    ...paragraphs,
    ...fields.map(({ label, value }) => `${label}: ${value}`),
    ...(quote ? [`${quote.label}:\n${quote.text}`] : []),
    ...(formatted ? [`${formatted.label}:\n${formatted.sections.join("\n\n")}`] : []),
  ].join("\n");
}

function fits({ paragraphs, fields, quote }: Pieces): boolean {
  const sections = [...paragraphs, ...(quote ? [titled(quote.label, quote.text)] : [])];
  return (
    sections.every((text) => text.length <= LONGEST_SECTION) &&
    fields.every(({ label, value }) => titled(label, value).length <= LONGEST_FIELD)
  );
}

function blocksOf({ paragraphs, fields, quote }: Pieces, formatted: Formatted | undefined, heading: string) {
  const [first, ...others] = formatted?.sections ?? [];
  const blocks: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: cutPlain(heading, LONGEST_HEADING), emoji: false } },
    ...paragraphs.map((paragraph) => section(paragraph)),
    ...inTens(fields).map(
      (ten): KnownBlock => ({ type: "section", fields: ten.map(({ label, value }) => verbatim(titled(label, value))) }),
    ),
    ...(quote ? [section(titled(quote.label, quote.text))] : []),
    ...(formatted && first !== undefined ? [section(titled(formatted.label, first)), ...others.map(section)] : []),
  ];
  return blocks;
}

function section(text: string): KnownBlock {
  return { type: "section", text: verbatim(text) };
}

/** Slack does not go looking for names and channels in it. */
function verbatim(text: string) {
  return { type: "mrkdwn" as const, text, verbatim: true };
}

function titled(label: string, text: string): string {
  return `*${label}*\n${text}`;
}

/** Slack refuses blocks with nothing in them. */
const NOTHING = "–";

function mrkdwn(text: Text, ids: SlackIds): string {
  const said = text.map((part) => partText(part, ids)).join("");
  return said.trim() === "" ? NOTHING : said;
}

function partText(part: Part, ids: SlackIds): string {
  if (typeof part === "string") return escaped(part);
  if ("person" in part) {
    const id = ids.get(part.person);
    return id === undefined ? escaped(part.name) : `<@${id}>`;
  }
  if ("channelId" in part) return `<#${part.channelId}>`;
  return linkTo(part.link, part.label);
}

function asQuote(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${escaped(line)}`)
    .join("\n");
}

/** A section takes ten fields at most. */
function inTens<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / 10) }, (_, index) => items.slice(index * 10, index * 10 + 10));
}
