import { workingDays, workingDaysFrom } from "./calendar.ts";
import { localDay, onLocalDay } from "./local-time.ts";
import type { WorkingTime } from "./working-time.ts";

/**
 * The working time between two moments, in milliseconds; negative where `to` is the earlier one. Where working time is
 * always, it is what lies between them.
 */
export function workingTimeBetween(from: number, to: number, workingTime: WorkingTime, timeZone: string): number {
  if (workingTime.always) return to - from;
  if (to < from) return 0 - workingTimeBetween(to, from, workingTime, timeZone);

  let total = 0;
  for (const { open, close } of workingDaysFrom(from, workingTime, timeZone)) {
    if (open >= to) break;
    total += Math.min(close, to) - Math.max(open, from);
  }
  return total;
}

/** The first moment from `at` on at which people work: `at` itself during working time, which a day's end is not. */
export function nextWorkingMoment(at: number, workingTime: WorkingTime, timeZone: string): number {
  if (workingTime.always) return at;

  const days = workingDaysFrom(at, workingTime, timeZone);
  for (;;) {
    const { open, close } = days.next().value;
    if (at < close) return Math.max(open, at);
  }
}

/**
 * The first moment after `at` that is a local time such as `16:00` on a working day: the same day while that time is
 * still to come. The time need not lie within working hours. Where working time is always, every day is a working day.
 */
export function nextWorkingDayAt(at: number, time: string, workingTime: WorkingTime, timeZone: string): number {
  // From the day before: where clocks go forward over midnight, its 23:30 can lie after that.
  const days = workingDates(localDay(at, timeZone) - 1, workingTime, timeZone);
  for (;;) {
    const moment = onLocalDay(days.next().value, time, timeZone);
    if (moment > at) return moment;
  }
}

function* workingDates(first: number, workingTime: WorkingTime, timeZone: string): Generator<number, never> {
  if (workingTime.always) for (let day = first; ; day++) yield day;

  const days = workingDays(first, workingTime, timeZone);
  for (;;) yield days.next().value.day;
}
