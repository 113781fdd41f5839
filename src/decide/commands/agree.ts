import { hasEvidence } from "../../escalation/evidence.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { Facts } from "../facts.ts";
import { needsTwoPeople, whoAgrees } from "../rules/closing.ts";
import { holdsParty } from "./authority.ts";
import { type Given, type Outcome, refused, saidAt } from "./outcome.ts";
import type { Command } from "./parse.ts";
import { withWords } from "./update.ts";

type Side = keyof Memory["agreements"];

/** One side agrees that the situation is resolved, with evidence where it is the customer's word (P-CLOSE-1, 2). */
export function agree(given: Given, { side, text }: Extract<Command, { name: "agree" }>): Outcome {
  const { facts, people, note } = given;
  const { memory } = facts;
  if (memory.openedAt === null) return refused("the escalation is held until it has a severity.");
  const severity = memory.severity ?? undefined;
  const other = memory.agreements[side === "customer" ? "internal" : "customer"];
  const isBothSides = other?.id === note.author.id && needsTwoPeople(facts, severity);
  if (side === "customer") {
    if (!hasEvidence(text))
      return refused(
        'the evidence is missing: who said it, and where is it documented? Give a link (issue, mail thread, call notes) or the customer\'s own words in quotes, for example `/esc agree customer "it runs since Monday" https://example.com/call-notes`.',
      );
    if (isBothSides)
      return refused(
        "you gave our own agreement, and at this severity the two sides are recorded by two people. Ask somebody else to record the customer's.",
      );
  } else {
    if (!facts.policy.closing.internal_by.some((party) => holdsParty(given, party)))
      return refused(`our own agreement comes from ${whoAgrees(facts, people, severity)}.`);
    if (isBothSides)
      return refused(
        `you recorded the customer's agreement, and at this severity our own comes from somebody else: ${whoAgrees(facts, people, severity)}.`,
      );
  }
  const agreement = { by: note.author.username, id: note.author.id, at: saidAt(given), note: note.id, text };
  return {
    done: withAgreement(given, side, agreement, `agree-${side}`, text),
    timeline: {
      who: note.author.username,
      what: side === "customer" ? "recorded the customer's agreement" : "agreed for us",
      rule: "P-CLOSE-1",
      facts: { comment: note.id, evidence: text },
    },
  };
}

/** Takes an agreement back, with the reason (P-CLOSE-2). */
export function disagree(given: Given, { side, why }: Extract<Command, { name: "disagree" }>): Outcome {
  const { facts, note } = given;
  if (facts.memory.agreements[side] === null)
    return refused(
      side === "customer"
        ? "there is no agreement of the customer's to take back."
        : "there is no agreement of our own to take back.",
    );
  return {
    done: withAgreement(given, side, null, `disagree-${side}`, why),
    timeline: {
      who: note.author.username,
      what: side === "customer" ? "took back the customer's agreement" : "took back our agreement",
      rule: "P-CLOSE-2",
      facts: { comment: note.id, why },
    },
  };
}

function withAgreement(
  given: Given,
  side: Side,
  agreement: Memory["agreements"][Side],
  kind: Memory["words"][number]["kind"],
  text: string,
): Facts {
  const told = withWords(given, kind, text);
  const agreements = { ...told.memory.agreements, [side]: agreement };
  return { ...told, memory: { ...told.memory, agreements, closingBegan: true } };
}
