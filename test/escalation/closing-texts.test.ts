import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasEvidence } from "../../src/escalation/evidence.ts";
import { readResolution } from "../../src/escalation/resolution-text.ts";
import { HOSTILE } from "../support/hostile.ts";

describe("P-CLOSE-1: evidence of what the customer said", () => {
  it.each([
    "https://example.com/call-notes",
    "see HTTP://example.com/x, by mail",
    "[call notes](/uploads/0a1b/notes.pdf)",
    "mailto:dana@customer.example.test",
    "in #42",
    "customer-success/escalations#42 says so",
    "group/sub.group/project!7",
    '"it runs since Monday"',
    "they wrote “it runs since Monday”",
    "„Es läuft seit Montag“",
    "„Es läuft seit Montag”",
    "« Ça marche depuis lundi »",
    "»Es läuft seit Montag«",
    "‘it runs’",
    "Dana: 'it runs since Monday, thanks'.",
    "\n\n> it runs since Monday",
    ">it runs",
    "Dana on the phone:\n>>>\nit runs since Monday\n>>>",
    '"проблема решена"',
    '"動いています"',
  ])("is a link, a reference or the customer's own words in quotes: %s", (text) => {
    expect(hasEvidence(text)).toBe(true);
  });

  it.each([
    "",
    "   ",
    "they are happy",
    "the customer's happy, it's over",
    "it's what they'd said",
    '""',
    '"…"',
    '"1"',
    "''",
    "> ",
    ">>>\n>>>",
    "C# is fine",
    "done!",
    "[call notes]",
    "[call notes]()",
    "5 > 4 of them",
    "example.com",
  ])("is nothing else: %s", (text) => {
    expect(hasEvidence(text)).toBe(false);
  });
});

const FRAGMENTS = [
  "[",
  "[a](",
  "“",
  "„",
  "«a",
  "»",
  "‘",
  " '",
  '"',
  ">",
  "> ",
  ">>>\n",
  "\n",
  ".",
  "a/",
  "#",
  "not ",
] as const;
const words = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...HOSTILE, ...FRAGMENTS));
const anyText = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(""));

describe("reading what people typed", () => {
  it("never throws, whatever it is, and a link or a quote in the midst of it is found", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(typeof hasEvidence(text)).toBe("boolean");
        expect(hasEvidence(`${text}\nhttps://example.com/notes`)).toBe(true);
        expect(hasEvidence(`“it runs” ${text}`)).toBe(true);
        expect(typeof readResolution(text).saysDone).toBe("boolean");
        expect(readResolution(`Outcome: negative.\n${text}`).outcome).toBe("negative");
      }),
      { numRuns: 300 },
    );
  });

  it.each([...FRAGMENTS, "outcome ", "criteria ", "done ", "*"])(
    "takes no longer for a comment of nothing but %j than a person notices",
    (fragment) => {
      const text = fragment.repeat(100_000 / fragment.length);
      const started = performance.now();
      hasEvidence(text);
      for (const start of ["", "outcome", "done"]) readResolution(`${start}${text}x`);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );
});
