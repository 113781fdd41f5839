import { parse } from "./markdown.ts";

/** Evidence is looked for so far, in characters. */
const LONGEST = 10_000;
/** A web address, a mail's, or an issue by its reference. */
const LINK =
  /\b(?:https?|mailto|mid|message|slack|teams|webex|zoommtg):\S+|(?:^|[\s(])(?:[\w.-]+(?:\/[\w.-]+)*)?[#!]\d+\b/i;
/** A link in Markdown, to an upload for example. */
const NAMED_LINK = /\[[^[\]\n]*\]\([^()\s]+\)/;
/** Words between quotation marks, in the ways in which languages quote. */
const QUOTED = [
  /"([^"]+)"/,
  /“([^“”]+)”/,
  /„([^„“”]+)[“”]/,
  /«([^«»]+)»/,
  /»([^«»]+)«/,
  /‘([^‘’]+)’/,
  /(?:^|[\s(:])'([^\n]{1,500}?)'(?=$|[\s).,;!?])/,
];

/**
 * Whether a text holds evidence of what the customer said (P-CLOSE-1): a link to an issue, a mail thread or call notes, or
 * the customer's own words in quotes.
 */
export function hasEvidence(whole: string): boolean {
  const text = whole.slice(0, LONGEST);
  return LINK.test(text) || NAMED_LINK.test(text) || hasQuotedWords(text);
}

function hasQuotedWords(text: string): boolean {
  if (QUOTED.some((pattern) => isWords(pattern.exec(text)?.[1]))) return true;
  return parse(text).some(({ type, position }) => {
    const quote = type === "blockquote" ? text.slice(position?.start.offset, position?.end.offset) : undefined;
    return isWords(quote);
  });
}

function isWords(text: string | undefined): boolean {
  return text !== undefined && /\p{L}{2}/u.test(text);
}
