import { Temporal } from "temporal-polyfill";
import { dateOfDay, localDay } from "./local-time.ts";
import { isWorkingDay, parseWorkingHours, type WorkingHours, type WorkingTime } from "./working-time.ts";

/** One working day of a zone; `open` and `close` in milliseconds since the epoch. */
export interface WorkingDay {
  /** Days since 1970-01-01 of its local date. */
  day: number;
  open: number;
  close: number;
}

/** The working days of one zone, each worked out when it is first asked for. */
interface Calendar {
  hours: WorkingHours;
  /** `null` is a day on which nobody works. */
  days: Map<number, WorkingDay | null>;
}

// Zone arithmetic is the costly part, and every escalation asks about the same few days.
const calendars = new WeakMap<WorkingTime, Map<string, Calendar>>();

/** A stretch without work that no real calendar has: it only comes from a mistake in the policy. */
const longestRest = 366;

/**
 * The working days in order, from the local day `first` on, without end: take them with `next()` for as long as you
 * need. Throws a RangeError where the policy leaves no working day for a year.
 */
export function* workingDays(first: number, workingTime: WorkingTime, timeZone: string): Generator<WorkingDay, never> {
  const calendar = calendarOf(workingTime, timeZone);
  let rest = 0;
  for (let day = first; ; day++) {
    let found = calendar.days.get(day);
    if (found === undefined) {
      found = workingDay(day, calendar.hours, workingTime, timeZone);
      calendar.days.set(day, found);
    }
    if (found) yield found;

    rest = found ? 0 : rest + 1;
    if (rest === longestRest) {
      const since = dateOfDay(day - rest + 1).toString();
      throw new RangeError(`working_time.holidays leave no working day in the ${longestRest} days from ${since}`);
    }
  }
}

/**
 * The working days that have not ended before `at`. A day that ends exactly then is the first: its last moment is still
 * its own, so that spans of whole days add up (P5D after P5D is P10D).
 */
export function* workingDaysFrom(at: number, workingTime: WorkingTime, timeZone: string): Generator<WorkingDay, never> {
  // The day before too: with hours until 24:00 it ends at a moment of the next date.
  const days = workingDays(localDay(at, timeZone) - 1, workingTime, timeZone);
  for (;;) {
    const day = days.next().value;
    if (day.close >= at) yield day;
  }
}

/** The length of an ordinary working day, in milliseconds. */
export function workingDayLength(workingTime: WorkingTime): number {
  const { open, close } = parseWorkingHours(workingTime.hours);
  return (close - open) * 60_000;
}

function calendarOf(workingTime: WorkingTime, timeZone: string): Calendar {
  const known = calendars.get(workingTime) ?? new Map<string, Calendar>();
  calendars.set(workingTime, known);
  const calendar = known.get(timeZone) ?? newCalendar(workingTime);
  known.set(timeZone, calendar);
  return calendar;
}

function newCalendar(workingTime: WorkingTime): Calendar {
  if (workingTime.days.length === 0) {
    throw new RangeError("working_time.days is empty: name at least one day, or set working_time.always");
  }
  return { hours: parseWorkingHours(workingTime.hours), days: new Map() };
}

function workingDay(day: number, hours: WorkingHours, workingTime: WorkingTime, timeZone: string): WorkingDay | null {
  const date = dateOfDay(day);
  if (!isWorkingDay(date.toString(), workingTime)) return null;

  // Clocks that go forward can move either end past midnight, or both to one moment, and a zone that crosses the
  // date line leaves out a whole day: what is not on this date is no working time of it.
  const midnight = date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  const open = minuteOf(date, hours.open, timeZone);
  const close = hours.close === 24 * 60 ? midnight : Math.min(minuteOf(date, hours.close, timeZone), midnight);
  return open < close ? { day, open, close } : null;
}

function minuteOf(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const plainTime = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
