import type { Memory } from "../../escalation/memory.ts";
import { readUpdate } from "../../escalation/update-text.ts";
import { endOfDate } from "../../time/local-time.ts";
import type { Facts } from "../facts.ts";
import { lifeWithUpdate } from "../life.ts";
import type { ClockName } from "../rules/clocks.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";

/** What is kept of an update until it is mirrored, in characters; the whole of it stands on the issue. */
const LONGEST_MIRRORED = 8_000;

/**
 * An update sets its clock back, and is told where people work (P-CAD-2). One without a next step, an owner or a date is
 * taken, and the reply asks for them (P-CAD-7).
 */
export function update(given: Given, text: string, clock: ClockName): Outcome {
  const { facts, people, note } = given;
  if (facts.memory.openedAt === null) return refused("the escalation is held until it has a severity.");
  const { memory } = facts;
  const by = note.author.username;
  const at = Math.min(note.createdAt, facts.now);
  const said = readUpdate(text);
  const before = memory.nextSteps;
  const isInternal = clock === "internal";
  const { life, inTime } = lifeWithUpdate(facts, people, clock, at);
  return {
    done: {
      ...facts,
      memory: {
        ...memory,
        life,
        updates: {
          ...memory.updates,
          [clock]: { at: Math.max(at, memory.updates[clock]?.at ?? 0), by, note: note.id },
        },
        words: withWords(given, clock, text).memory.words,
        nextSteps:
          isInternal && said.nextSteps !== undefined
            ? {
                note: note.id,
                text: said.nextSteps,
                by: said.date === undefined ? null : endOfDate(said.date, people.timeZone),
                isSame: before !== null && folded(before.text) === folded(said.nextSteps),
                told: [],
              }
            : before,
      },
    },
    timeline: {
      who: by,
      what: isInternal ? "gave an update" : "told of a communication with the customer",
      rule: "P-CAD-2",
      facts: { comment: note.id, next_steps: said.nextSteps ?? null, date: said.date ?? null, in_time: inTime },
    },
    ...(isInternal ? asked(said) : {}),
  };
}

/** What somebody said is told in the channel and kept in the tracker (P-CAD-2, P-ANN-3). */
export function withWords({ facts, note }: Given, kind: Memory["words"][number]["kind"], text: string): Facts {
  const { memory, now } = facts;
  const one = {
    id: wordsId(memory.words, kind, note.id),
    ...{ kind, by: note.author.username, at: Math.min(note.createdAt, now) },
    text: [...text].slice(0, LONGEST_MIRRORED).join(""),
    ...{ isTold: false, isLogged: false },
  };
  return { ...facts, memory: { ...memory, words: [...memory.words, one] } };
}

/** A comment may hold several. */
function wordsId(words: Memory["words"], kind: Memory["words"][number]["kind"], note: number): string {
  const id = `${kind === "internal" || kind === "customer" ? `${kind}-update` : kind}/${note}`;
  const before = words.filter((one) => one.id === id || one.id.startsWith(`${id}/`)).length;
  return before === 0 ? id : `${id}/${before + 1}`;
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\W+/g, " ").trim();
}

function asked({ nextSteps, hasOwner, date }: ReturnType<typeof readUpdate>): { reply?: string } {
  const missing = [
    ...(nextSteps === undefined ? ["the next steps"] : []),
    ...(hasOwner ? [] : ["who owns them"]),
    ...(date === undefined ? ["by when, as a date such as 2026-12-01"] : []),
  ];
  if (missing.length === 0) return {};
  return {
    reply: `thank you, it is taken. It does not say ${listed(missing)}: please add that with another \`/esc update\`, for example \`Next steps: @sam tests the fix by 2026-12-01\`.`,
  };
}

export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
