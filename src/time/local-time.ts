import { Temporal } from "temporal-polyfill";

const millisecondsPerDay = 86_400_000;
const dayZero = new Temporal.PlainDate(1970, 1, 1);

/** A moment on the clock and calendar of a zone. Throws a RangeError on a zone that does not exist. */
export function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

/** The local date of a moment, as a count of days since 1970-01-01. */
export function localDay(at: number, timeZone: string): number {
  return Math.floor((at + zoned(at, timeZone).offsetNanoseconds / 1e6) / millisecondsPerDay);
}

/** The date of a count of days since 1970-01-01. */
export function dateOfDay(day: number): Temporal.PlainDate {
  return dayZero.add({ days: day });
}

/** The same for an ISO date. Throws a RangeError on text that is none. */
export function dayOfDate(date: string): number {
  return dayZero.until(Temporal.PlainDate.from(date)).days;
}

/** The first day of the month that lies so many months before the one of an ISO date. */
export function monthsBefore(date: string, months: number): string {
  return Temporal.PlainDate.from(date).with({ day: 1 }).subtract({ months }).toString();
}

/** The local date of a moment, ISO: `2026-11-26`. */
export function localDate(at: number, timeZone: string): string {
  return zoned(at, timeZone).toPlainDate().toString();
}

/**
 * A local time such as `16:00` on the local day of `at`, in milliseconds since the epoch. Where clocks go forward over
 * that time it is as much later (02:30 becomes 03:30), where they go back over it, the first of the two.
 */
export function atLocalTime(at: number, time: string, timeZone: string): number {
  return onLocalDay(localDay(at, timeZone), time, timeZone);
}

/** The same for a day given as a count of days since 1970-01-01. Throws a RangeError on text that is no time. */
export function onLocalDay(day: number, time: string, timeZone: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new RangeError(`"${time}" is not a time of day: write it with two digits each, such as 16:00`);
  const plainTime = new Temporal.PlainTime(Number(match[1]), Number(match[2]));
  return dateOfDay(day).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

/** The last moment of a local date such as `2026-12-01`, in milliseconds since the epoch. Throws a RangeError on no date. */
export function endOfDate(date: string, timeZone: string): number {
  const next = Temporal.PlainDate.from(date).add({ days: 1 });
  return next.toZonedDateTime({ timeZone }).epochMilliseconds - 1;
}
