import { readResolution } from "../../escalation/resolution-text.ts";
import type { Facts } from "../facts.ts";
import { peopleOf } from "../people.ts";
import { nextTurn } from "../remembered.ts";
import { missingToClose } from "../rules/closing.ts";
import { partyName } from "../wording.ts";
import { holdsParty, isDri, isManager } from "./authority.ts";
import { type Given, type Outcome, refused, saidAt } from "./outcome.ts";
import type { Command } from "./parse.ts";
import { listed, withWords } from "./update.ts";

/**
 * The resolution, which also asks to close (P-CLOSE-3): done at once where nothing is missing, else with the last missing
 * thing. An answer left out is asked for and holds nothing up.
 */
export function resolve(given: Given, { text }: Extract<Command, { name: "resolve" }>): Outcome {
  const { people, note } = given;
  if (!isDri(given) && !isManager(given)) return refused("only the DRI or the CSM manager resolves it.");
  if (given.facts.memory.openedAt === null)
    return refused("the escalation is held until it has a severity. Opened by mistake: `/esc redirect` closes it.");
  const said = readResolution(text);
  const by = note.author.username;
  const told = withWords(given, "resolve", text);
  const at = saidAt(given);
  const done = {
    ...told,
    memory: {
      ...told.memory,
      resolution: { by, at, note: note.id, text, outcome: said.outcome ?? null },
      wish: { by, how: "command", at, turn: nextTurn(told.memory) } as const,
      closingBegan: true,
    },
  };
  const { severity, natures } = done.memory;
  const missing = missingToClose(done, people, severity ?? undefined, natures);
  return {
    done,
    timeline: {
      who: by,
      what: "asked to close, with a resolution",
      rule: "P-CLOSE-3",
      facts: { comment: note.id, outcome: said.outcome ?? null, missing: missing.map(({ need }) => need) },
    },
    reply: (after) => [...waitsFor(after), ...leavesOut(said)].join("\n\n") || undefined,
  };
}

function waitsFor(after: Facts): string[] {
  const { wish, closed, severity, natures } = after.memory;
  if (wish === null || closed !== null) return [];
  const missing = missingToClose(after, peopleOf(after), severity ?? undefined, natures);
  if (missing.length === 0) return [];
  const lines = missing.map(({ what, how }) => `- ${what}: ${how}`).join("\n");
  return [`it closes as soon as these are there too:\n\n${lines}`];
}

function leavesOut({ outcome, saysCriteria, saysDone }: ReturnType<typeof readResolution>): string[] {
  const left = [
    ...(outcome === undefined ? ["the outcome (positive, negative or none)"] : []),
    ...(saysCriteria ? [] : ["whether the exit criteria were met"]),
    ...(saysDone ? [] : ["what was done"]),
  ];
  if (left.length === 0) return [];
  return [
    `The resolution does not say ${listed(left)}. Nothing waits for it; to add it, write the whole of it again with \`/esc resolve\`.`,
  ];
}

/** A manager closes it though something is missing; the announcement says so (P-CLOSE-8). */
export function closeAnyway(given: Given, { reason }: Extract<Command, { name: "close-anyway" }>): Outcome {
  const { facts, people, note } = given;
  const { memory, policy, now } = facts;
  const { override_by } = policy.closing;
  if (!override_by.some((party) => holdsParty(given, party)))
    return refused(
      override_by.length === 0
        ? "the policy lets nobody close it while something is missing."
        : `only the ${override_by.map(partyName).join(" or the ")} closes it while something is missing.`,
    );
  const missing = missingToClose(facts, people, memory.severity ?? undefined, memory.natures);
  const by = note.author.username;
  return {
    done: {
      ...facts,
      memory: {
        ...memory,
        closed: {
          ...{ as: "overridden", by, at: now, text: reason, link: null, isSeen: false },
          missing: missing.map(({ name }) => name),
        },
      },
    },
    timeline: {
      who: by,
      what: "closed it by override",
      rule: "P-CLOSE-8",
      facts: { comment: note.id, reason, missing: missing.map(({ need }) => need) },
    },
  };
}
