import type { Memory } from "../../escalation/memory.ts";
import { describeMoment } from "../../time/describe.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { People } from "../people.ts";
import { lateness, tellManager } from "./reminders.ts";

/**
 * The CSM manager hears when things do not move (P-CAD-9): next steps are the same in two updates, or the date of one has
 * passed and no newer update names others.
 */
export function watchMotion(
  facts: Facts,
  people: People,
): { actions: PlannedAction[]; nextSteps: Memory["nextSteps"]; recheckAt: number | undefined } {
  const { memory, now } = facts;
  const { nextSteps } = memory;
  if (nextSteps === null) return { actions: [], nextSteps, recheckAt: undefined };
  const { note, by, isSame, told, text } = nextSteps;
  const key = (what: string) => `${what}/${memory.round}/${note}`;
  const says = (what: string, words: string, heading: string) =>
    tellManager(facts, people, {
      kind: what,
      key: key(what),
      note: `${words} Please see whether somebody has to step in.`,
      message: { heading, paragraphs: [[words]], quote: { label: "Next steps", text } },
    });
  const same = isSame && !told.includes("same");
  const passed = by !== null && now > by && !told.includes("passed");
  return {
    actions: [
      ...(same
        ? says("same-steps", "the next steps are the same in two updates.", "The next steps have not changed")
        : []),
      ...(passed
        ? says(
            "passed-steps",
            `the date of the next steps, ${describeMoment(by, people.timeZone)}, has passed, and no newer ones were given.${lateness(facts, people, by)}`,
            "The date of the next steps has passed",
          )
        : []),
    ],
    nextSteps: {
      ...nextSteps,
      told: [...told, ...(same ? (["same"] as const) : []), ...(passed ? (["passed"] as const) : [])],
    },
    recheckAt: by !== null && now <= by ? by + 1 : undefined,
  };
}
