import { describe, expect, it } from "vitest";
import { hasEvidence } from "../../src/escalation/evidence.ts";
import { readResolution } from "../../src/escalation/resolution-text.ts";

describe("evidence of the customer's agreement (P-CLOSE-1)", () => {
  it.each([
    "https://example.com/call-notes",
    "see www.example.com/notes/12",
    "zendesk.example.com/tickets/12",
    "#12",
    "group/project#12",
    "group&12",
    "!34",
    "mailto:it@customer.example",
    "<CAF+abc@mail.example.com>",
    "[call notes](/uploads/0123/notes.pdf)",
    '"it runs since Monday"',
    '"!" and "it runs now"',
    '"5/5"',
    "“all fine”",
    "„es läuft“",
    "‚es läuft‘",
    "« tout va bien »",
    "「直りました」",
    "'we are happy'",
    "> it runs now",
    "as they wrote:\n\n> it runs now",
    ">>>\nit runs now\n>>>",
  ])("is %j", (text) => expect(hasEvidence(text)).toBe(true));

  it.each([
    "",
    "they are happy",
    "n/a",
    '""',
    "''",
    '"',
    '"!"',
    "it's fine, isn't it",
    '5" rack and 7" rack',
    "https://",
    "[x](y)",
    "[notes](javascript:alert(1))",
    "<!-- https://example.com/hidden -->",
    "> ",
    "👍",
  ])("is not %j", (text) => expect(hasEvidence(text)).toBe(false));
});

describe("a resolution answers three questions (P-CLOSE-3)", () => {
  it.each([
    ["Outcome: positive. Exit criteria: met. More memory for the runners.", "positive", true, true],
    ["Outcome: none\nExit criteria: 2 of 3\nDone: restarted everything twice", "none", true, true],
    ["The customer has churned, criteria were not met, nothing helped in the end", "negative", true, false],
    ["We gave the runners more memory", undefined, false, true],
    ["done", undefined, false, false],
  ] as const)("%j", (text, outcome, saysCriteria, saysDone) =>
    expect(readResolution(text)).toEqual({ outcome, saysCriteria, saysDone }),
  );
});
