import { workingDaysFrom } from "./calendar.ts";
import { parseSpan, spanMilliseconds } from "./span.ts";
import type { WorkingTime } from "./working-time.ts";

/**
 * The moment at which a span of working time that begins at `from` is over. Both are milliseconds since the epoch, the
 * span is ISO 8601 and never negative, the zone is the escalation's.
 *
 * - An empty span is over at once, also outside working time.
 * - The time part (PT4H) counts working hours. Begun outside working time, it counts from the next working moment. What
 *   fills a working day exactly is over at that day's end, not at the next one's beginning.
 * - Whole days (P1D) count working days and end with the working day. The day of `from` is not counted: begun on Monday
 *   at 10:00, P1D is over on Tuesday at 18:00. A moment outside working time belongs to the next working day as if at
 *   its beginning: begun on Saturday (or on Friday at 20:00), P1D is over on Tuesday too. The very end of a working day
 *   still belongs to it, so one span can follow another: P5D and P5D again is P10D.
 * - Weeks count as the working days that a week has: P1W is P5D from Monday to Friday.
 * - Days come before time: P1DT2H is two working hours after the end of the next working day.
 * - Where working time is always, a span is plain elapsed time: P1D is 24 hours, P1W is 168.
 *
 * Throws a RangeError on a span, zone or working hours that cannot be read, and where the policy leaves no working day
 * for a year.
 */
export function addSpan(from: number, span: string, workingTime: WorkingTime, timeZone: string): number {
  if (workingTime.always) return from + spanMilliseconds(span);

  const { weeks, days, time } = parseSpan(span);
  const workingDaysPerWeek = new Set(workingTime.days).size;
  const wholeDays = weeks * workingDaysPerWeek + days;
  const atDays = wholeDays === 0 ? from : addDays(from, wholeDays, workingTime, timeZone);
  return time === 0 ? atDays : addTime(atDays, time, workingTime, timeZone);
}

function addDays(from: number, count: number, workingTime: WorkingTime, timeZone: string): number {
  const days = workingDaysFrom(from, workingTime, timeZone);
  for (let passed = 0; passed < count; passed++) days.next();
  return days.next().value.close;
}

function addTime(from: number, milliseconds: number, workingTime: WorkingTime, timeZone: string): number {
  const days = workingDaysFrom(from, workingTime, timeZone);
  for (let left = milliseconds; ; ) {
    const { open, close } = days.next().value;
    const begin = Math.max(open, from);
    if (left <= close - begin) return begin + left;
    left -= close - begin;
  }
}
