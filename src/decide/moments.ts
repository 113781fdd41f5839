import { addSpan } from "../time/add-span.ts";
import type { Decision, Facts } from "./facts.ts";
import { peopleOf } from "./people.ts";
import { type ClockName, judgeClocks } from "./rules/clocks.ts";
import { judgeSteps, stepName } from "./rules/steps.ts";

/** Something that happens by itself at a time (ms), unless people do something before. `what` names it in words. */
export interface Moment {
  what: string;
  at: number;
}

const CLOCK_NAMES: Readonly<Record<ClockName, string>> = {
  internal: "internal update",
  customer: "communication with the customer",
};

/** What an escalation waits for once a decision about it is made: both clocks, taking it on, opening steps, questions. */
export function momentsOf(given: Facts, { memory, overview }: Decision): Moment[] {
  const facts: Facts = { ...given, memory };
  const { policy } = facts;
  const people = peopleOf(facts);
  const { severity, asks, dri } = memory;
  if (severity === null || memory.closed) return [];

  const clocks = judgeClocks(facts, people, severity).clocks.flatMap(({ name, ...clock }) => [
    { what: `${CLOCK_NAMES[name]} due`, at: clock.due },
    { what: `reminder of the ${CLOCK_NAMES[name]}`, at: clock.remindAt },
    { what: `${CLOCK_NAMES[name]} overdue`, at: clock.overdueAt },
    { what: `CSM manager told of the missing ${CLOCK_NAMES[name]}`, at: clock.managerAt },
  ]);
  const steps = judgeSteps(facts, severity, dri !== null, people.timeZone)
    .filter(({ step, done }) => !done && step.by !== "service")
    .flatMap(({ step, due, managerAt }) => [
      { what: `opening step "${stepName(step)}" due`, at: due },
      { what: `CSM manager told of the missing step "${stepName(step)}"`, at: managerAt },
    ]);
  const again = (what: string, ask: typeof asks.dri, every: string) =>
    ask
      ? [{ what: `${what} asked for again`, at: addSpan(ask.lastAt, every, policy.working_time, people.timeZone) }]
      : [];
  return [
    ...(overview.accept_by === null ? [] : [{ what: "to be taken on by the DRI", at: Date.parse(overview.accept_by) }]),
    ...clocks,
    ...steps,
    ...again("DRI", asks.dri, policy.dri.ask_every),
    ...again("Product DRI", asks.productDri, policy.product.ask_every),
  ];
}
