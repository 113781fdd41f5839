import type { KnownBlock } from "@slack/web-api";
import type { Message, Part, Text } from "../decide/message.ts";
import { cut, escaped, LONGEST_FIELD, LONGEST_HEADING, LONGEST_SECTION, LONGEST_TEXT, linkTo } from "./mrkdwn.ts";

/** Slack ids of the people a message names, by GitLab username; absent for those Slack does not know. */
export type SlackIds = ReadonlyMap<string, string>;

/**
 * A message as Block Kit, with a plain `text` that says all that the blocks say: it is the notification and what screen
 * readers read.
 */
export function render(message: Message, ids: SlackIds): { text: string; blocks: KnownBlock[] } {
  const { heading, paragraphs = [], fields = [], quote } = message;
  const said = paragraphs.map((paragraph) => mrkdwn(paragraph, ids));
  const named = fields.map(({ label, value }) => ({ label: escaped(label), value: mrkdwn(value, ids) }));
  const quoted = quote && { label: escaped(quote.label), text: asQuote(quote.text) };

  const text = [
    escaped(heading),
    ...said,
    ...named.map(({ label, value }) => `${label}: ${value}`),
    ...(quoted ? [`${quoted.label}:\n${quoted.text}`] : []),
  ].join("\n");

  const blocks: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: cut(heading, LONGEST_HEADING), emoji: false } },
    ...said.map((paragraph) => section(paragraph)),
    // At most ten fields to a section.
    ...inTens(named).map((ten): KnownBlock => ({
      type: "section",
      fields: ten.map(({ label, value }) => ({ type: "mrkdwn", text: cut(`*${label}*\n${value}`, LONGEST_FIELD), verbatim: true })),
    })),
    ...(quoted ? [section(`*${quoted.label}*\n${quoted.text}`)] : []),
  ];
  return { text: cut(text, LONGEST_TEXT), blocks };
}

/** Everybody a message names. */
export function peopleIn({ paragraphs = [], fields = [] }: Message): string[] {
  const texts: Text[] = [...paragraphs, ...fields.map(({ value }) => value)];
  return texts.flat().flatMap((part) => (typeof part !== "string" && "person" in part ? [part.person] : []));
}

/** `verbatim`: Slack does not go looking for names and channels in it. */
function section(text: string): KnownBlock {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, LONGEST_SECTION), verbatim: true } };
}

function mrkdwn(text: Text, ids: SlackIds): string {
  return text.map((part) => partText(part, ids)).join("") || "–";
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

function inTens<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / 10) }, (_, index) => items.slice(index * 10, index * 10 + 10));
}
