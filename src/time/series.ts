import { dateOfDay, localDay, onLocalDay } from "./local-time.ts";
import { type Weekday, weekdays } from "./working-time.ts";

/** Something that happens at a local time on some days of every week, holidays or not. */
export interface Series {
  /** At least one. */
  readonly days: readonly Weekday[];
  /** Local time, `10:30`. */
  readonly time: string;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * The first occurrence after a moment, both in milliseconds since the epoch. A time that clocks leave out is as much
 * later that day, of a time that comes twice it is the first (Temporal's "compatible"). Throws a RangeError on a series
 * without days, on a time that is none, and on an unknown zone.
 */
export function nextOccurrence({ days, time, timeZone }: Series, after: number): number {
  if (days.length === 0) throw new RangeError("the series has no days: name at least one");
  // From the day before: where clocks go forward over midnight, its 23:30 can lie after that.
  for (let day = localDay(after, timeZone) - 1; ; day++) {
    const weekday = weekdays[dateOfDay(day).dayOfWeek - 1];
    if (weekday === undefined || !days.includes(weekday)) continue;
    const moment = onLocalDay(day, time, timeZone);
    if (moment > after) return moment;
  }
}

/** The occurrences from `from` on and before `to`, in order. Throws as `nextOccurrence` does. */
export function occurrencesBetween(series: Series, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = nextOccurrence(series, from - 1); at < to; at = nextOccurrence(series, at)) found.push(at);
  return found;
}
