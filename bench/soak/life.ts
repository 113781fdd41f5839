import { ORIGINS, SEVERITIES } from "../../src/policy/terms.ts";
import { oneOf } from "../../test/support/chances.ts";
import type { Expected } from "./model.ts";
import { COLLEAGUE, OTHERS, type Step } from "./steps.ts";

type Does = Step["does"];

/** What a life has in each of its turns; a night passes before those marked so. */
export interface Turn {
  /** Hours that pass before it, besides the minutes between any two. */
  hours?: number;
  /** What may be done in it. */
  may: "open" | "accept" | "work" | "end" | "reopen";
}

/**
 * From the opening to the end, and for some to another end: the same for all that live at the same time, so that a night
 * is one for all of them. The first night is long enough for a reminder, the second for what is overdue.
 */
export const TURNS: readonly Turn[] = [
  { may: "open" },
  { may: "accept" },
  { may: "work" },
  { may: "work" },
  { may: "work" },
  { may: "work", hours: 25 },
  { may: "work" },
  { may: "work" },
  { may: "end", hours: 13 },
  { may: "end" },
  { may: "end" },
  { may: "end" },
  { may: "reopen" },
  { may: "end" },
  { may: "end" },
  { may: "end" },
];

/** How a life is to end, decided when it begins. */
export interface Fate {
  end: "resolved" | "redirected" | "open";
  isReopened: boolean;
  endsAgain: boolean;
  /** What is left of the steps to the end, in this life's own order. */
  toDo: Step[];
  /**
   * Since the last night: two changes of one thing in a row may be told as one where the first was not heard of, so there
   * is one of each kind in a day.
   */
  doneToday: Set<"who" | "how">;
  updates: number;
}

export function fate(chance: () => number): Fate {
  const kind = chance();
  return {
    end: kind < 0.1 ? "redirected" : kind < 0.18 ? "open" : "resolved",
    isReopened: chance() < 0.2,
    endsAgain: chance() < 0.5,
    toDo: stepsToTheEnd(chance),
    doneToday: new Set(),
    updates: 0,
  };
}

export function opening(chance: () => number): Extract<Step, { does: "open" }> {
  return { does: "open", severity: oneOf(SEVERITIES, chance), origin: oneOf(ORIGINS, chance) };
}

/** What is done next in a life; what is decided is noted in its fate. */
export function nextStep(it: Expected, turn: Turn, fate: Fate, chance: () => number): Step {
  if (turn.hours !== undefined) fate.doneToday.clear();
  switch (turn.may) {
    case "open":
      return NOTHING;
    case "accept":
      return chance() < 0.9 ? { does: "accept", by: it.dri } : NOTHING;
    case "work":
      return work(it, fate, chance);
    case "end":
      return ending(it, fate);
    case "reopen":
      if (it.end !== "resolved" || !fate.isReopened) return NOTHING;
      fate.toDo = fate.endsAgain ? stepsToTheEnd(chance) : [];
      return { does: "reopen" };
  }
}

const NOTHING: Step = { does: "nothing" };

/** Both agreements and the resolution, in any order; some close it by hand before. */
function stepsToTheEnd(chance: () => number): Step[] {
  const needed: Step[] = [
    { does: "agree", side: "customer" },
    { does: "agree", side: "internal" },
    { does: "resolve" },
  ];
  const inSomeOrder = needed
    .map((step) => ({ step, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ step }) => step);
  return chance() < 0.3 ? [{ does: "close by hand" }, ...inSomeOrder] : inSomeOrder;
}

function ending(it: Expected, fate: Fate): Step {
  if (it.end !== "open") return NOTHING;
  if (fate.end === "redirected") return { does: "redirect" };
  return (fate.end === "resolved" ? fate.toDo.shift() : undefined) ?? NOTHING;
}

function work(it: Expected, fate: Fate, chance: () => number): Step {
  const kinds = POSSIBLE.filter(({ day, when }) => (day === undefined || !fate.doneToday.has(day)) && when(it));
  const weighted = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  const chosen = weighted[Math.floor(chance() * weighted.length)];
  if (chosen?.day) fate.doneToday.add(chosen.day);
  return step(chosen?.does ?? "nothing", it, fate, chance);
}

const POSSIBLE: readonly { does: Does; weight: number; day?: "who" | "how"; when: (it: Expected) => boolean }[] = [
  { does: "update", weight: 4, when: () => true },
  { does: "nothing", weight: 2, when: () => true },
  { does: "alert", weight: 1, when: () => true },
  { does: "set severity", weight: 3, day: "who", when: () => true },
  { does: "hand over", weight: 1, day: "who", when: () => true },
  { does: "pause", weight: 1, day: "how", when: (it) => !it.isPaused && it.base !== "monitoring" },
  { does: "monitor", weight: 1, day: "how", when: (it) => !it.isPaused && it.base !== "monitoring" },
  { does: "resume", weight: 2, day: "how", when: (it) => it.isPaused || it.base === "monitoring" },
];

function step(does: Does, it: Expected, fate: Fate, chance: () => number): Step {
  switch (does) {
    case "update":
      fate.updates += 1;
      return { does, by: chance() < 0.5 ? it.dri : COLLEAGUE, number: fate.updates };
    case "set severity": {
      const others = SEVERITIES.filter((severity) => severity !== it.severity);
      const to = others[Math.floor(chance() * others.length)] ?? "high";
      return { does, to, how: chance() < 0.5 ? "label" : "command" };
    }
    case "hand over":
      return { does, to: OTHERS.find((other) => other !== it.dri) ?? OTHERS[0] };
    case "pause":
    case "monitor":
    case "resume":
    case "alert":
      return { does };
    default:
      return NOTHING;
  }
}
