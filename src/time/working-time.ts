import { Temporal } from "temporal-polyfill";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * When people work: the policy's `working_time`. One object serves every time zone, and is not changed once made,
 * because what follows from it is remembered per object.
 */
export interface WorkingTime {
  /** Every moment counts; `days`, `hours` and `holidays` mean nothing then. */
  readonly always: boolean;
  readonly days: readonly Weekday[];
  /** Opening and closing time of a working day, local: `09:00-18:00`. It may close at `24:00`, but not after midnight. */
  readonly hours: string;
  /** ISO dates such as `2026-12-25`, on which nobody works. */
  readonly holidays: readonly string[];
}

/** The working hours of a day, in minutes after local midnight. */
export interface WorkingHours {
  open: number;
  close: number;
}

/** Reads `09:00-18:00`. Throws a RangeError on anything that is not two times of one day, the first before the second. */
export function parseWorkingHours(hours: string): WorkingHours {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(hours);
  const open = Number(match?.[1]) * 60 + Number(match?.[2]);
  const close = match?.[3] === undefined ? 24 * 60 : Number(match[3]) * 60 + Number(match[4]);
  if (match && open < close) return { open, close };
  throw new RangeError(
    `working_time.hours is "${hours}": write two times of one day, the earlier one first, such as 09:00-18:00`,
  );
}

/** Whether people work on an ISO date such as `2026-11-26`. Throws a RangeError on text that is no date. */
export function isWorkingDay(date: string, workingTime: WorkingTime): boolean {
  const day = Temporal.PlainDate.from(date);
  if (workingTime.always) return true;

  const weekday = weekdays[day.dayOfWeek - 1];
  return weekday !== undefined && workingTime.days.includes(weekday) && !workingTime.holidays.includes(day.toString());
}
