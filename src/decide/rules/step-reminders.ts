import type { Memory } from "../../escalation/memory.ts";
import type { OpeningStep } from "../../policy/opening-steps.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { People } from "../people.ts";
import { note } from "./asks.ts";
import type { Dri } from "./dri.ts";
import { personPart, sayInChannel } from "./opening.ts";
import { called, lateness, tellManager } from "./reminders.ts";
import { type StepState, stepName } from "./steps.ts";

/** Whoever is still writing is not interrupted: what is due at once is asked for after this. */
const STILL_WRITING_MS = 5 * 60_000;

/** Those that people owe are asked for when they are due, then the CSM manager is told; each once (P-OPEN-1). */
export function askForSteps(
  facts: Facts,
  people: People,
  steps: readonly StepState[],
  dri: Dri | undefined,
): { actions: PlannedAction[]; steps: Memory["steps"]; recheckAt: number | undefined } {
  const { now } = facts;
  const owed = steps.filter(({ step, done }) => !done && step.by !== "service");
  const askAt = ({ due, atOnce }: StepState) => (atOnce ? due + STILL_WRITING_MS : due);
  const asked = owed.filter((state) => now >= askAt(state) && !state.memory.asked);
  const told = owed.filter(({ memory, managerAt }) => now >= managerAt && !memory.manager);
  const coming = owed.flatMap((state) => [askAt(state), state.managerAt]).filter((at) => at > now);
  return {
    actions: [
      ...(asked.length > 0 ? sayMissing(facts, people, asked, dri) : []),
      ...(told.length > 0 ? tellOfMissing(facts, people, told) : []),
    ],
    steps: {
      ...facts.memory.steps,
      ...Object.fromEntries(
        steps.map((state) => [
          state.step.id,
          {
            ...state.memory,
            asked: state.memory.asked || asked.includes(state),
            manager: state.memory.manager || told.includes(state),
          },
        ]),
      ),
    },
    recheckAt: coming.length === 0 ? undefined : Math.min(...coming),
  };
}

function keyOf({ memory }: Facts, stage: string, states: readonly StepState[]): string {
  return `${stage}/${memory.round}/${states.map(({ step, memory: { since } }) => `${step.id}-${since}`).join(",")}`;
}

function sayMissing(facts: Facts, people: People, states: readonly StepState[], dri: Dri | undefined): PlannedAction[] {
  const lines = states.map((state) => `- ${stepName(state.step)}: ${howTo(state.step)}`).join("\n");
  const whom = dri ? `${called(facts, people, dri.username)}: ` : "";
  const [first] = states;
  const late = first && !first.atOnce ? lateness(facts, people, first.due) : "";
  const key = keyOf(facts, "step-due", states);
  return [
    note(facts, "step-due", key, `${whom}this is due now.${late}\n\n${lines}`),
    ...sayInChannel(facts, key, {
      heading: "Due now",
      paragraphs: states.map(({ step }) => [
        ...(dri ? [personPart(people, dri.username), ": "] : []),
        `${stepName(step)}. ${howTo(step).replaceAll("`", "")}.`,
      ]),
    }),
  ];
}

function tellOfMissing(facts: Facts, people: People, states: readonly StepState[]): PlannedAction[] {
  const names = states.map(({ step }) => stepName(step)).join(", ");
  const [first] = states;
  const late = lateness(facts, people, first?.managerAt ?? facts.now);
  return tellManager(facts, people, {
    kind: "step-late",
    key: keyOf(facts, "step-late", states),
    note: `still not done: ${names}.${late} Please see that it is.`,
    message: { heading: "Still not done", paragraphs: [[`${names}.${late} Please see that it is.`]] },
  });
}

function howTo(step: OpeningStep): string {
  return step.by === "issue-field"
    ? `write it in the description, below \`${step.field}\``
    : `say so with \`/esc done ${step.id}\`, or tick its box in the description`;
}
