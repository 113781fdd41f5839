/** A web address, a mail's, or an issue by its reference. */
const LINK =
  /\b(?:https?|mailto|mid|message|slack|teams|webex|zoommtg):\S+|(?:^|[\s(])(?:[\w.-]+(?:\/[\w.-]+)*)?[#!]\d+\b/i;
/** A link in Markdown, to an upload for example. */
const NAMED_LINK = /\[[^[\]\n]*\]\([^()\s]+\)/;
/**
 * Words between quotation marks, in the ways in which languages quote. None reads past another opening mark, and single
 * ones, which are apostrophes too, not far: a comment of nothing but marks takes no longer than another.
 */
const QUOTED = [
  /"([^"]+)"/,
  /“([^“”]+)”/,
  /„([^„“”]+)[“”]/,
  /«([^«»]+)»/,
  /»([^«»]+)«/,
  /‘([^‘’]+)’/,
  /(?:^|[\s(:])'([^\n]{1,300}?)'(?=$|[\s).,;!?])/,
];

/**
 * Whether a text holds evidence of what the customer said (P-CLOSE-1): a link to an issue, a mail thread or call notes, or
 * the customer's own words in quotes.
 */
export function hasEvidence(text: string): boolean {
  return LINK.test(text) || NAMED_LINK.test(text) || hasQuotedWords(text);
}

function hasQuotedWords(text: string): boolean {
  return QUOTED.some((pattern) => isWords(pattern.exec(text)?.[1])) || quotedLines(text).some(isWords);
}

/** Lines behind a `>`, and those between two lines of `>>>`, as GitLab has it. */
function quotedLines(text: string): string[] {
  let isBetween = false;
  return text.split("\n").filter((line) => {
    if (/^>>>\s*$/.test(line)) {
      isBetween = !isBetween;
      return false;
    }
    return isBetween || /^ {0,3}>/.test(line);
  });
}

function isWords(text: string | undefined): boolean {
  return text !== undefined && /\p{L}{2}/u.test(text);
}
