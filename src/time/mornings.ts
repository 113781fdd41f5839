import { localDate, localDay, onLocalDay } from "./local-time.ts";
import { nextWorkingDayAt } from "./working-moments.ts";
import type { WorkingTime } from "./working-time.ts";

/** Where working time is always, no hours say when a day begins. */
const BY_DEFAULT = "09:00";

/** When people begin to work on one local date. */
export interface Morning {
  timeZone: string;
  /** ISO date, local. */
  day: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** When that date is over (ms). */
  until: number;
}

/** The morning of the local date of `now`, if it is a working day and the morning has come. Throws as `nextMorning` does. */
export function morningOf(now: number, workingTime: WorkingTime, timeZone: string): Morning | undefined {
  const today = localDay(now, timeZone);
  const at = nextMorning(onLocalDay(today, "00:00", timeZone) - 1, workingTime, timeZone);
  if (at > now) return undefined;
  return { timeZone, day: localDate(now, timeZone), at, until: onLocalDay(today + 1, "00:00", timeZone) };
}

/**
 * The next moment after `after` at which a working day begins: at the start of the working hours, or at 09:00 of every day
 * where working time is always. Milliseconds since the epoch. Throws a RangeError on an unknown zone, and where the policy
 * leaves no working day for a year.
 */
export function nextMorning(after: number, workingTime: WorkingTime, timeZone: string): number {
  const opening = workingTime.always ? BY_DEFAULT : (workingTime.hours.split("-")[0] ?? BY_DEFAULT);
  return nextWorkingDayAt(after, opening, workingTime, timeZone);
}
