import { Temporal } from "temporal-polyfill";
import type { WorkingTime } from "./working-time.ts";

/** An ISO 8601 span, taken apart into what counts days and what counts time. */
export interface Span {
  weeks: number;
  days: number;
  /** The time part, in milliseconds. */
  time: number;
}

const millisecondsPerDay = 86_400_000;
const longestSpan = 3660 * millisecondsPerDay;

/**
 * Reads an ISO 8601 span such as PT4H, P1D, P1DT2H or P2W. Throws a RangeError on anything else: no text of that form,
 * negative, with months or years (they have no fixed length), or over ten years (a slip of the pen).
 */
export function parseSpan(text: string): Span {
  const span = readSpan(text);
  if (elapsed(span) > longestSpan) throw new RangeError(`the span "${text}" is longer than ten years`);
  return span;
}

/** A span as plain elapsed time in milliseconds, whatever the working time: P1D is 24 hours. */
export function spanMilliseconds(text: string): number {
  return elapsed(parseSpan(text));
}

/**
 * Whether a span is reckoned in whole working days, which is when a time of day to remind at (`remind_at`) means
 * something: not below a day, and not where working time is always.
 */
export function countsWholeDays(text: string, workingTime: WorkingTime): boolean {
  const { weeks, days } = parseSpan(text);
  return !workingTime.always && weeks + days > 0;
}

function readSpan(text: string): Span {
  const duration = readDuration(text);
  if (duration.sign < 0) throw new RangeError(`the span "${text}" is negative: spans go forward`);
  if (duration.years || duration.months) {
    throw new RangeError(`the span "${text}" has years or months, which have no fixed length: use days or weeks`);
  }
  const { weeks, days } = duration;
  const time = Math.round(duration.with({ weeks: 0, days: 0 }).total("milliseconds"));
  return { weeks, days, time };
}

function readDuration(text: string): Temporal.Duration {
  try {
    return Temporal.Duration.from(text);
  } catch (cause) {
    throw new RangeError(`"${text}" is not a span: write it as in ISO 8601, such as PT4H or P1D`, { cause });
  }
}

function elapsed({ weeks, days, time }: Span): number {
  return (weeks * 7 + days) * millisecondsPerDay + time;
}
