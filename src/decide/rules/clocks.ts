import { UPDATE_OVERDUE } from "../../escalation/labels.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { Clock } from "../../policy/severity-policy.ts";
import type { Severity } from "../../policy/terms.ts";
import { addSpan } from "../../time/add-span.ts";
import { atLocalTime } from "../../time/local-time.ts";
import { countsWholeDays } from "../../time/span.ts";
import type { Facts } from "../facts.ts";
import type { People } from "../people.ts";

export const CLOCKS = ["internal", "customer"] as const;
export type ClockName = (typeof CLOCKS)[number];

/** One clock as it stands: when what is due, in milliseconds since the epoch. */
export interface ClockState {
  name: ClockName;
  /** What it counts from: the last update, or what set it going. */
  from: number;
  remindAt: number;
  due: number;
  overdueAt: number;
  managerAt: number;
  /** Twice the clock (P-CAD-9). */
  silentAt: number;
  memory: NonNullable<Memory["clocks"]["internal"]>;
}

export interface ClocksJudgement {
  clocks: ClockState[];
  isOverdue: boolean;
  labels: { add: string[]; remove: string[] };
}

/** Held: nothing is asked for yet. */
export const NO_CLOCKS: ClocksJudgement = {
  clocks: [],
  isOverdue: false,
  labels: { add: [], remove: [UPDATE_OVERDUE] },
};

/**
 * The two clocks of an escalation (P-CAD-1): from the last update, or from the opening or the last change of severity,
 * whichever is latest; the internal one also from the end of a pause, which stops it (P-CAD-8). In monitoring the severe
 * ones follow the clocks of medium (P-CAD-6).
 */
export function judgeClocks(facts: Facts, people: People, severity: Severity): ClocksJudgement {
  const { memory, now } = facts;
  const clocks = CLOCKS.flatMap((name) => {
    const clock = clockOf(facts, severity, name);
    const isPaused = name === "internal" && memory.pause !== null && now < memory.pause.until;
    return clock && !isPaused ? [stateOf(facts, people, name, clock)] : [];
  });
  const isOverdue = clocks.some(({ overdueAt }) => now >= overdueAt);
  return {
    clocks,
    isOverdue,
    labels: isOverdue ? { add: [UPDATE_OVERDUE], remove: [] } : { add: [], remove: [UPDATE_OVERDUE] },
  };
}

function clockOf({ policy, memory }: Facts, severity: Severity, name: ClockName): Clock | undefined {
  const isSevere = severity === "critical" || severity === "high";
  const followed = memory.baseStatus === "monitoring" && isSevere ? "medium" : severity;
  return policy.severities[followed][`${name}_update`];
}

function stateOf({ policy, memory, now }: Facts, people: People, name: ClockName, clock: Clock): ClockState {
  const { working_time } = policy;
  const { timeZone } = people;
  const pauseEndedAt = name === "internal" ? memory.pauseEndedAt : 0;
  const started = Math.max(memory.openedAt ?? now, memory.clocksFrom, pauseEndedAt);
  const from = Math.max(started, memory.updates[name]?.at ?? 0);
  const later = (at: number, span: string) => addSpan(at, span, working_time, timeZone);
  const due = later(from, clock.every);
  const overdueAt = later(due, clock.overdue_after);
  const before = memory.clocks[name];
  const known =
    before?.from === from ? before : { from, reminded: false, overdue: false, manager: false, silent: false };
  const managerAt = later(overdueAt, clock.manager_after);
  const silentAt = later(due, clock.every);
  // In the afternoon of the day on which it is still owed (P-CAD-3); shorter spans are over when they are over.
  const remindAt = countsWholeDays(clock.every, working_time)
    ? Math.min(due, atLocalTime(due, clock.remind_at, timeZone))
    : due;
  return {
    ...{ name, from, remindAt, due, overdueAt, managerAt, silentAt },
    // The policy may have changed: what is not due any more has not been said.
    memory: {
      from,
      reminded: known.reminded && now >= remindAt,
      overdue: known.overdue && now >= overdueAt,
      manager: known.manager && now >= managerAt,
      silent: known.silent && now >= silentAt,
    },
  };
}
