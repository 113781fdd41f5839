import { describeMoment } from "../../time/describe.ts";
import { endOfDate } from "../../time/local-time.ts";
import { nextTurn } from "../remembered.ts";
import { isDri, isManager } from "./authority.ts";
import { type Given, type Outcome, refused, saidAt } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Stops the internal clock until the end of a day (P-CAD-8); the customer's goes on. */
export function pause(given: Given, { date, why }: Extract<Command, { name: "pause" }>): Outcome {
  const { facts, people, note } = given;
  if (!isDri(given) && !isManager(given)) return refused("only the DRI or the CSM manager pauses.");
  if (facts.memory.openedAt === null) return refused("the escalation is held until it has a severity.");
  const until = endOfDate(date, people.timeZone);
  if (until <= saidAt(given))
    return refused(
      "the date lies in the past. Write one to come, for example `/esc pause until 2026-12-24 they are closed until then`.",
    );
  const by = note.author.username;
  const { memory } = facts;
  // Heard of so late that it is over: the clock goes on from its end.
  const isOver = until <= facts.now;
  return {
    done: {
      ...facts,
      memory: isOver
        ? { ...memory, pauseEndedAt: until }
        : { ...memory, pause: { until, why, by, note: note.id, from: saidAt(given), turn: nextTurn(memory) } },
    },
    timeline: { who: by, what: `paused until ${date}`, rule: "P-CAD-8", facts: { why } },
    reply: (after) =>
      after.memory.pause?.note === note.id
        ? `no internal update is asked for until ${describeMoment(until, people.timeZone)}. \`/esc resume <why>\` ends it earlier, and so does any change of severity.`
        : undefined,
  };
}
