/** Evidence stands at the beginning of what is written, or is not found: a longer text would take too long to look through. */
const LONGEST = 2_000;

/** Addresses, with their scheme or as people shorten them; mail and chat; an issue, merge request or epic by reference. */
const LINKS = [
  /\bhttps?:\/\/[a-z0-9[][^\s<>"']{2,}/i,
  /\b(?:mailto|mid|message|slack|msteams|webex|zoommtg):\S{3,}/i,
  /(?:^|[\s(])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\/[^\s<>"']+/i,
  /<[^<>\s@]{1,200}@[^<>\s@]{1,200}>/,
  /(?:^|[\s(])[\w./-]{0,200}[#!&]\d{1,10}\b/,
  // An upload, or a page of the project.
  /\]\(\/[^)\s]{3,}\)/,
];
/** How languages quote; what opens stands at a beginning, so that inches are none. */
const QUOTES = [
  ['"', '"'],
  ["“", "”"],
  ["„", "“”"],
  ["‚", "‘’"],
  ["‘", "’"],
  ["«", "»"],
  ["»", "«"],
  ["‹", "›"],
  ["「", "」"],
  ["『", "』"],
  ["'", "'"],
] as const;

/**
 * Whether a text holds evidence of what the customer said (P-CLOSE-1): a link to an issue, a mail thread or call notes, or
 * the customer's own words in quotes.
 */
export function hasEvidence(text: string): boolean {
  const seen = text.slice(0, LONGEST).replace(/<!--[\s\S]*?(?:-->|$)/g, " ");
  return LINKS.some((link) => link.test(seen)) || hasQuotedWords(seen) || hasQuotedLines(seen);
}

function hasQuotedWords(text: string): boolean {
  return QUOTES.some(([open, close]) => {
    const pattern = new RegExp(`(?:^|[\\s(:;,])${open}([^${open}${close}]+)[${close}](?=$|[\\s.,;:!?)])`, "g");
    return [...text.matchAll(pattern)].some(([, words]) => isWords(words));
  });
}

/** Markdown's quotes by line, and GitLab's between two lines of `>>>`. */
function hasQuotedLines(text: string): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  let isInside = false;
  for (const line of lines) {
    if (line === ">>>") isInside = !isInside;
    else if (line.startsWith(">") ? isWords(line.replace(/^[>\s]+/, "")) : isInside && isWords(line)) return true;
  }
  return false;
}

function isWords(text: string | undefined): boolean {
  return text !== undefined && /\p{L}{2}|\p{Script=Han}|\p{N}\D*\p{N}/u.test(text);
}
