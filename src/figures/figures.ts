import { z } from "zod";
import type { Life } from "../escalation/life.ts";
import { SEVERITIES, type Severity } from "../policy/terms.ts";
import { dateOfDay } from "../time/local-time.ts";
import { type Period, Row, tally } from "./tally.ts";

/** The history in figures (P-SEE-4): in all, and by severity, region and month. */
export const Figures = z.object({
  total: Row,
  /** Every severity, worst first. */
  by_severity: z.array(z.object({ severity: z.enum(SEVERITIES), ...Row.shape })),
  /** By name; null: the customer's region is not known. It comes last. */
  by_region: z.array(z.object({ region: z.string().nullable(), ...Row.shape })),
  /** `2026-11`, every month from the first to the last in which something happened. */
  by_month: z.array(z.object({ month: z.string(), ...Row.shape })),
});
export type Figures = z.infer<typeof Figures>;

export const ALWAYS: Period = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * Counts what happened in a period, escalation by escalation. What begins counts on the day of the opening, an update on its
 * own day, what ends on the day of the end; so one escalation can count in several months.
 */
export function counting({ from, to }: Period = ALWAYS): { add(life: Life): void; figures(): Figures } {
  const total = tally();
  const severities = groups<Severity>();
  const regions = groups<string | null>();
  const months = groups<number>();
  const monthOf = monthsByDay();

  return {
    add(life) {
      const { opened, updates, ends, isOpen } = life;
      const own = [total, severities.of(life.severity), regions.of(life.region)];
      const at = (day: number) => (day < from || day > to ? [] : [...own, months.of(monthOf(day))]);
      for (const into of at(opened)) into.opened(life);
      for (const [day, inTime, late] of updates) for (const into of at(day)) into.updates(inTime, late);
      for (const [index, end] of ends.entries())
        for (const into of at(end.day)) into.ended(end, index === ends.length - 1 && !isOpen);
    },
    figures: () => ({
      total: total.row(),
      by_severity: SEVERITIES.map((severity) => ({ severity, ...severities.of(severity).row() })),
      by_region: regions
        .names()
        .sort(byName)
        .map((region) => ({ region, ...regions.of(region).row() })),
      by_month: monthsIn(months.names()).map((month) => ({ month: nameOfMonth(month), ...months.of(month).row() })),
    }),
  };
}

export function figuresOf(lives: Iterable<Life>, period: Period = ALWAYS): Figures {
  const count = counting(period);
  for (const life of lives) count.add(life);
  return count.figures();
}

function groups<Name>() {
  const known = new Map<Name, ReturnType<typeof tally>>();
  return {
    names: () => [...known.keys()],
    of(name: Name) {
      const found = known.get(name) ?? tally();
      known.set(name, found);
      return found;
    },
  };
}

/** Months are counted from year 0. Few days are asked for, often. */
function monthsByDay(): (day: number) => number {
  const known = new Map<number, number>();
  return (day) => {
    let month = known.get(day);
    if (month === undefined) {
      const date = dateOfDay(day);
      month = date.year * 12 + date.month - 1;
      known.set(day, month);
    }
    return month;
  };
}

/** With the quiet ones between. */
function monthsIn(names: readonly number[]): number[] {
  if (names.length === 0) return [];
  const first = Math.min(...names);
  return Array.from({ length: Math.max(...names) - first + 1 }, (_, index) => first + index);
}

function nameOfMonth(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}

function byName(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : Number(one > other);
}
