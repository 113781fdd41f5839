import type { Temporal } from "temporal-polyfill";
import { workingDayLength, workingDaysFrom } from "./calendar.ts";
import { zoned } from "./local-time.ts";
import { workingTimeBetween } from "./working-moments.ts";
import type { WorkingTime } from "./working-time.ts";
import { zoneName } from "./zone-name.ts";

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** A unit of time, and how many of the next smaller one it holds. */
interface Unit {
  name: string;
  holds: number;
}
const hours: readonly Unit[] = [
  { name: "minute", holds: 60 },
  { name: "hour", holds: 60 },
];

/** A moment in people's words (P-SEE-5): `Thu 26 Nov 2026, 16:00 CET`. */
export function describeMoment(at: number, timeZone: string): string {
  return `${describeDay(at, timeZone)}, ${clock(zoned(at, timeZone))} ${zoneName(at, timeZone)}`;
}

/** Its day: `Thu 26 Nov 2026`. */
export function describeDay(at: number, timeZone: string): string {
  const local = zoned(at, timeZone);
  return `${dayName(local)} ${dayAndMonth(local)} ${local.year}`;
}

/**
 * A deadline in people's words, with what is left in working time (P-SEE-5): `due Thu 16:00 CET, in 3 working hours`,
 * `was due Thu 16:00 CET, 2 working hours ago`. More than a working day is said in the days that spans count (see
 * `addSpan`); where working time is always, in plain time down to seconds. The date is added when it is a week or more
 * away, the year when it is another one. Nothing is said of what is left where no working time lies between.
 */
export function describeDue(due: number, now: number, workingTime: WorkingTime, timeZone: string): string {
  const when = `${due < now ? "was due" : "due"} ${dueTime(due, now, timeZone)}`;
  const distance = workingDistance(Math.min(due, now), Math.max(due, now), workingTime, timeZone);
  if (distance === undefined) return when;
  return due < now ? `${when}, ${distance} ago` : `${when}, in ${distance}`;
}

function dueTime(due: number, now: number, timeZone: string): string {
  const local = zoned(due, timeZone);
  const today = zoned(now, timeZone);
  const daysAway = Math.abs(today.toPlainDate().until(local.toPlainDate()).days);
  const date = daysAway > 6 ? [dayAndMonth(local)] : [];
  const year = daysAway > 6 && local.year !== today.year ? [local.year] : [];
  return [dayName(local), ...date, ...year, clock(local), zoneName(due, timeZone)].join(" ");
}

function workingDistance(from: number, to: number, workingTime: WorkingTime, timeZone: string): string | undefined {
  const between = workingTimeBetween(from, to, workingTime, timeZone);
  if (Math.round(between / 1000) === 0) return undefined;
  if (workingTime.always) return plainTime(between, [...hours, { name: "day", holds: 24 }], "");
  if (between <= workingDayLength(workingTime)) return plainTime(between, hours, "working ");
  return amountOf(workingDaysBetween(from, to, workingTime, timeZone), "working day");
}

/** How many working days begin between two moments, not counting the one that the first belongs to. */
function workingDaysBetween(from: number, to: number, workingTime: WorkingTime, timeZone: string): number {
  let begun = 0;
  for (const { open } of workingDaysFrom(from, workingTime, timeZone)) {
    if (open >= to) break;
    begun++;
  }
  // A day that clocks made longer than usual holds more than a working day by itself.
  return Math.max(begun - 1, 1);
}

/** Rounded to the nearest of one unit: the largest of which there are two, or exactly one. */
function plainTime(milliseconds: number, units: readonly Unit[], kind: string): string {
  let amount = Math.round(milliseconds / 1000);
  let name = "second";
  for (const unit of units) {
    if (amount < 2 * unit.holds && amount !== unit.holds) break;
    amount = Math.round(amount / unit.holds);
    name = unit.name;
  }
  return amountOf(amount, `${kind}${name}`);
}

function amountOf(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

function dayName(local: Temporal.ZonedDateTime): string {
  return dayNames[local.dayOfWeek - 1] ?? "";
}

function dayAndMonth(local: Temporal.ZonedDateTime): string {
  return `${local.day} ${monthNames[local.month - 1] ?? ""}`;
}

function clock(local: Temporal.ZonedDateTime): string {
  return local.toPlainTime().toString({ smallestUnit: "minute" });
}
