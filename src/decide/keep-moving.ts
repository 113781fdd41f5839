import type { Memory } from "../escalation/memory.ts";
import type { Facts, PlannedAction } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import type { People } from "./people.ts";
import { standsSince } from "./rules/asks.ts";
import { watchMotion } from "./rules/forward-motion.ts";
import { mirror } from "./rules/mirror.ts";
import { remind } from "./rules/reminders.ts";
import { remindOfStandup } from "./rules/standup.ts";
import { askForSteps } from "./rules/step-reminders.ts";
import type { StepState } from "./rules/steps.ts";

export interface KeptMoving {
  actions: PlannedAction[];
  memory: Pick<Memory, "clocks" | "steps" | "words" | "nextSteps" | "standup" | "asksSince">;
  /** What each rule waits for. */
  waiting: { recheckAt: number | undefined }[];
}

/**
 * The rhythm of an escalation (process sections 5 and 6): updates told in the channel, the two clocks, opening steps, next
 * steps that do not move, standups.
 */
export function keepMoving(
  facts: Facts,
  people: People,
  { found, steps }: { found: Judgements; steps: readonly StepState[] },
): KeptMoving {
  const { memory } = facts;
  const dri = found.dri?.dri;
  const words = mirror(facts, people);
  const clocks = remind(facts, people, found.clocks.clocks, dri);
  // Until the opening is recorded nobody owes anything yet.
  const owed = askForSteps(facts, people, memory.openedAt === null ? [] : steps, dri);
  const motion = watchMotion(facts, people);
  const standups = remindOfStandup(facts, people);
  return {
    actions: [words, clocks, owed, motion, standups].flatMap(({ actions }) => actions),
    memory: {
      clocks: clocks.clocks,
      steps: owed.steps,
      words: words.words,
      nextSteps: motion.nextSteps,
      standup: standups.standup,
      asksSince: asksSince(facts),
    },
    waiting: [clocks, owed, motion, standups, { recheckAt: memory.pause?.until }],
  };
}

/** A pause that is over has set the internal clock going again at its end (P-CAD-8). */
export function withPauseEnded(facts: Facts): Facts {
  const { memory, now } = facts;
  if (memory.pause === null || now < memory.pause.until) return facts;
  return { ...facts, memory: { ...memory, pause: null, pauseEndedAt: memory.pause.until } };
}

/** Since when each ask of the description stands (P-OPEN-5). */
function asksSince({ fields, memory, now }: Facts): Memory["asksSince"] {
  return Object.fromEntries(fields.asks.map((ask) => [ask, standsSince(memory, ask) ?? now]));
}
