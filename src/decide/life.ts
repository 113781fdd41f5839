import type { Life } from "../escalation/life.ts";
import type { Memory } from "../escalation/memory.ts";
import { SEVERITIES, type Severity } from "../policy/terms.ts";
import { localDay } from "../time/local-time.ts";
import { workingTimeBetween } from "../time/working-moments.ts";
import type { Facts, TimelineEvent } from "./facts.ts";
import type { People } from "./people.ts";
import { type ClockName, type ClockState, judgeClocks } from "./rules/clocks.ts";

type Setting = Pick<Facts, "policy" | "now">;

/**
 * What the figures need, after a look: `memory` is what is remembered of it. Null while it is held, for without a severity
 * nothing has begun.
 */
export function lifeAfter(
  facts: Facts,
  people: People,
  clocks: readonly ClockState[],
  memory: Memory,
): { life: Memory["life"]; timeline: TimelineEvent[] } {
  const before = facts.memory.life ?? lifeBegun(facts, memory);
  if (before === null || memory.severity === null) return { life: before, timeline: [] };
  const late = clocks.filter((clock) => facts.now >= clock.overdueAt && before.late[clock.name] !== clock.from);
  const life = late.reduce((so, clock) => withLate(so, clock, facts), before);
  const { dri, accepted } = memory;
  const since = (at: number | undefined) => (at === undefined ? null : workingTime(facts, people, memory, at));
  return {
    life: withEnds(
      {
        ...life,
        severity: worse(life.severity, memory.severity),
        region: people.region ?? life.region,
        toDri: life.toDri ?? since(dri?.since),
        toAcceptance: life.toAcceptance ?? since(accepted && accepted.id === dri?.id ? accepted.at : undefined),
      },
      memory,
      facts,
    ),
    timeline: late.map(overdueEvent),
  };
}

/**
 * An update is given: in time where its clock is not overdue yet. One that nobody owed (no clock runs) does not count, nor
 * does a turn twice. Answers also whether it was in time; null: not owed.
 */
export function lifeWithUpdate(
  facts: Facts,
  people: People,
  name: ClockName,
  at: number,
): { life: Memory["life"]; inTime: boolean | null } {
  const { memory } = facts;
  const life = memory.life ?? lifeBegun(facts, memory);
  if (life === null || memory.severity === null) return { life, inTime: null };
  const toUpdate = life.toUpdate ?? (name === "internal" ? workingTime(facts, people, memory, at) : null);
  const clock = judgeClocks(facts, people, memory.severity).clocks.find((one) => one.name === name);
  if (!clock) return { life: { ...life, toUpdate }, inTime: null };
  const inTime = at < clock.overdueAt;
  const counted = inTime
    ? withCount(life, dayOf(at, facts), [1, 0])
    : life.late[name] === clock.from
      ? life
      : withLate(life, clock, facts);
  return { life: { ...counted, toUpdate }, inTime };
}

/** The rounds that are over, by what is remembered of the present one. */
export function withEnds(life: Life, { round, closed, openedAt, reopened }: Memory, setting: Setting): Life {
  const ends = life.ends.filter((end) => end.round < round);
  if (closed === null) return { ...life, ends, isOpen: true };
  const from = (round === 1 ? openedAt : reopened?.at) ?? closed.at;
  const open = (ends.at(-1)?.open ?? 0) + Math.max(0, closed.at - from);
  return { ...life, ends: [...ends, { round, day: dayOf(closed.at, setting), as: closed.as, open }], isOpen: false };
}

function lifeBegun(setting: Setting, { openedAt, severity }: Memory): Life | null {
  if (openedAt === null || severity === null) return null;
  return {
    ...{ severity, region: null, opened: dayOf(openedAt, setting), toDri: null, toAcceptance: null, toUpdate: null },
    ...{ updates: [], late: { internal: null, customer: null }, ends: [], isOpen: true },
  };
}

function workingTime({ policy }: Setting, { timeZone }: People, { openedAt }: Memory, at: number): number {
  return Math.max(0, workingTimeBetween(openedAt ?? at, at, policy.working_time, timeZone));
}

function withLate(life: Life, { name, from, overdueAt }: ClockState, setting: Setting): Life {
  const counted = withCount(life, dayOf(overdueAt, setting), [0, 1]);
  return { ...counted, late: { ...counted.late, [name]: from } };
}

function withCount(life: Life, day: number, [inTime, late]: [number, number]): Life {
  const [, hadInTime = 0, hadLate = 0] = life.updates.find(([one]) => one === day) ?? [];
  const others = life.updates.filter(([one]) => one !== day);
  return { ...life, updates: [...others, [day, hadInTime + inTime, hadLate + late]] };
}

function dayOf(at: number, { policy }: Setting): number {
  return localDay(at, policy.working_time.time_zone);
}

export function worse(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other) ? one : other;
}

function overdueEvent({ name, due, overdueAt }: ClockState): TimelineEvent {
  return {
    ...{ who: "service", rule: "P-CAD-4" },
    what: name === "internal" ? "an update is overdue" : "a communication with the customer is overdue",
    facts: { due: new Date(due).toISOString(), overdue_at: new Date(overdueAt).toISOString() },
  };
}
