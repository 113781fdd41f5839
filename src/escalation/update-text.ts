import { parse, plainText } from "./markdown.ts";

/** What an update says of the four questions (P-CAD-7), as far as it can be told from its words. */
export interface UpdateText {
  nextSteps: string | undefined;
  hasOwner: boolean;
  /** The last date it names, ISO 8601. */
  date: string | undefined;
}

/** An update is read so far, in characters: more is somebody's log. */
const LONGEST = 5_000;
const LONGEST_HEADING = 1_000;

const QUESTIONS = {
  state: /^(?:current )?(?:state|status)\b/i,
  next: /^next(?: steps?)?\b/i,
  owner: /^(?:owners?|who|responsible)\b/i,
  date: /^(?:by when|when|date|due|eta)\b/i,
  exit: /^(?:did the )?exit criteria\b/i,
};
const SPEAKS_OF_NEXT = /\bnext(?:\s+steps?\b|\s*:|\s+we\b|\s+up\b)/i;
const DATE = /\b(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b/g;

/**
 * Reads an update: the form filled in, headings of the same words, or plain words that speak of a next step. Owners are
 * mentions, or what stands behind "Owner"; dates are ISO 8601. Never throws.
 */
export function readUpdate(text: string): UpdateText {
  const lines = plainLines(text);
  const answers = answersIn(lines);
  const next = answers.get("next") ?? lines.find((line) => SPEAKS_OF_NEXT.test(line));
  const owner = answers.get("owner");
  const inQuestion = [next ?? "", owner ?? "", answers.get("date") ?? ""].join("\n");
  return {
    nextSteps: nonEmpty(next),
    hasOwner: /(?:^|[^\w/])@[a-z0-9_]/i.test(inQuestion) || nonEmpty(withoutDates(owner)) !== undefined,
    date: [...inQuestion.matchAll(DATE)].at(-1)?.[1],
  };
}

/** Lines `Question: answer`, headings, and what follows either up to the next question. */
function answersIn(lines: readonly string[]): Map<keyof typeof QUESTIONS, string> {
  const answers = new Map<keyof typeof QUESTIONS, string>();
  let current: keyof typeof QUESTIONS | undefined;
  for (const line of lines) {
    const words = line.replace(/^[\s#>*_-]+/, "");
    const asked = Object.entries(QUESTIONS).find(
      ([, pattern]) => pattern.test(words) && (words.includes(":") || words.length < 30),
    )?.[0];
    const question = isQuestion(asked) ? asked : undefined;
    if (question) current = question;
    const answer = question ? words.slice(words.includes(":") ? words.indexOf(":") + 1 : words.length) : line;
    if (current) answers.set(current, `${answers.get(current) ?? ""}\n${answer}`.trim());
  }
  return answers;
}

function isQuestion(name: string | undefined): name is keyof typeof QUESTIONS {
  return name !== undefined && name in QUESTIONS;
}

function plainLines(text: string): string[] {
  return plainText(parse(text.slice(0, LONGEST)))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function withoutDates(text: string | undefined): string {
  return (text ?? "").replace(DATE, "").replace(/^[\s,;:.…-]+|(?<![\s,;:.…-])[\s,;:.…-]+$/g, "");
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.replace(/^[\s…-]+|(?<![\s…-])[\s…-]+$/g, "") ?? "";
  return trimmed === "" ? undefined : trimmed;
}

/** The text of a comment that begins with a heading "Update" (P-CAD-2); undefined for any other. */
export function updateUnderHeading(comment: string): string | undefined {
  if (!/^\s*#{1,6}\s*update/i.test(comment) && !/^\s*update\s*\n[=-]{2,}/i.test(comment)) return undefined;
  const [first] = parse(comment.slice(0, LONGEST_HEADING));
  if (first?.type !== "heading" || !/^update\b[\s:.–-]*/i.test(plainText([first]))) return undefined;
  return comment.slice(first.position?.end.offset ?? 0).trim();
}
