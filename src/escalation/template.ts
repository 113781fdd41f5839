import { nearest } from "../policy/nearest.ts";
import { TEMPLATE_FIELDS, type TemplateField } from "../policy/terms.ts";

/** Opened from the template, whoever may set labels or not. */
/** On a line of its own: whoever quotes it in a sentence opens nothing. */
const HIDDEN_LINE = /^[ \t]*<!--\s*escalation\s*-->[ \t]*\r?$/im;

export function hasHiddenLine(description: string): boolean {
  return HIDDEN_LINE.test(description);
}

/** What people rename headings to. */
const ALSO_CALLED: Readonly<Partial<Record<string, TemplateField>>> = {
  account: "Customer",
  costumer: "Customer",
  "name of the customer": "Customer",
  "customer name": "Customer",
  "account name": "Customer",
  priority: "Severity",
  source: "Origin",
  type: "Nature",
  description: "What is happening",
  summary: "What is happening",
  "what happened": "What is happening",
  "business impact": "Impact",
  "customer impact": "Impact",
  asks: "Immediate asks",
  "initial asks": "Immediate asks",
  "next sync": "Next customer sync",
  "next meeting": "Next customer sync",
  contacts: "People",
  team: "People",
  checklist: "Opening checklist",
};

/**
 * Which of the template's headings a heading is, however it was retyped: case, a trailing colon, emoji, numbering, a
 * known other name or a slip of the finger. Text after a colon (`## Customer: Acme`) is an answer in the wrong place
 * and comes back as `rest`.
 */
export function recogniseHeading(typed: string): { heading: TemplateField; rest: string } | undefined {
  const colon = typed.indexOf(":");
  const name = normalise(colon < 0 ? typed : typed.slice(0, colon));
  const rest = colon < 0 ? "" : typed.slice(colon + 1).trim();
  if (name === "") return undefined;

  // One slip in a short word: Security is not Severity, and Feature not Nature.
  const meant = ALSO_CALLED[name] ?? nearest(name, TEMPLATE_FIELDS, Math.max(1, Math.floor(name.length / 9)));
  const heading = TEMPLATE_FIELDS.find((candidate) => candidate === meant);
  return heading && { heading, rest };
}

function normalise(typed: string): string {
  return typed
    .replace(/[^\p{L}\p{N} ]/gu, " ")
    .replace(/^[\s\d]+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
