import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { nearest } from "./nearest.ts";

/** Kinds of values that the policy and the directory both hold. Messages complete "<path>: …". */

/** Anything longer is a slip of the pen. */
const LONGEST_SPAN_DAYS = 3660;

/** An ISO 8601 span of fixed length, such as PT4H or P1D. What a day means depends on `working_time`. */
export const Span = z
  .string()
  .superRefine((text, ctx) => {
    const fault = faultOfSpan(text);
    if (fault) ctx.addIssue(`${JSON.stringify(text)} ${fault}`);
  })
  .brand<"Span">();
export type Span = z.infer<typeof Span>;

/** A span of what repeats: PT0S would never stop repeating. */
export const Interval = Span.refine(
  (text) => faultOfSpan(text) !== undefined || !Temporal.Duration.from(text).blank,
  "must be longer than zero, because it repeats",
);

function faultOfSpan(text: string): string | undefined {
  let span: Temporal.Duration;
  try {
    span = Temporal.Duration.from(text);
  } catch (error) {
    if (error instanceof RangeError) return "is not an ISO 8601 duration such as PT2H (two hours) or P1D (one day)";
    throw error;
  }
  if (span.sign < 0) return "is negative: spans go forward";
  if (span.years || span.months) return "has years or months, which have no fixed length: count in days or weeks";
  const { weeks } = span;
  const days = span.with({ weeks: 0 }).total("days") + weeks * 7;
  return days > LONGEST_SPAN_DAYS ? "is longer than ten years" : undefined;
}

/** A time of day, "HH:MM". */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: (issue) => `${shown(issue.input)} is not a time of day such as "16:00"`,
});

/** Working hours, "HH:MM-HH:MM", within one day; they may end at "24:00". */
export const Hours = z.string().superRefine((text, ctx) => {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text);
  const [, from = "", to = ""] = match ?? [];
  if (!TimeOfDay.safeParse(from).success || !(to === "24:00" || TimeOfDay.safeParse(to).success)) {
    ctx.addIssue(`${shown(text)} is not a stretch of a day such as "09:00-18:00"`);
  } else if (from >= to) {
    ctx.addIssue(`${shown(text)} must start before it ends`);
  }
});

/** An IANA time zone such as Europe/Berlin. */
export const TimeZone = z.string().superRefine((text, ctx) => {
  if (isTimeZone(text)) return;
  const near = nearest(text, Intl.supportedValuesOf("timeZone"));
  const hint = near ? `did you mean ${near}?` : "write it like Europe/Berlin, America/New_York or Etc/UTC";
  ctx.addIssue(`${shown(text)} is not a time zone; ${hint}`);
});

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A day that is on the calendar, YYYY-MM-DD. */
export const CalendarDate = z.string().refine(isCalendarDate, {
  error: (issue) => `${shown(issue.input)} is not a day on the calendar, written YYYY-MM-DD`,
});

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A GitLab username; a leading @ is taken off. */
export const Username = z
  .string()
  .overwrite((text) => text.trim().replace(/^@/, ""))
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u, {
    error: (issue) => `${shown(issue.input)} is not a GitLab username, such as cathy (as in @cathy)`,
  })
  // For the JSON Schema, which does not take the @ off.
  .meta({ pattern: "^\\s*@?[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*\\s*$" });

/** A web address; what is behind it is not looked at. */
export const WebAddress = z
  .string()
  .regex(/^https?:\/\/[^\s<>|"]+$/, { error: (issue) => `${shown(issue.input)} is not a web address (https://…)` });

/** Text that says something. */
export const Text = z
  .string()
  .overwrite((text) => text.trim())
  .min(1, "is empty");

/** One value or a list of them in the file; always a list afterwards. */
export function oneOrMore<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (input) => (Array.isArray(input) || input === undefined || input === null ? input : [input]),
    z.array(value).min(1, "is an empty list, which nothing can match: take the line out instead"),
  );
}

/**
 * Runs a check across a list's items although some of them have faults of their own, so that all problems are told at
 * once. The check can rely on the items being objects, and on no more.
 */
export const evenWithFaultyItems = {
  when: ({ value }: { value: unknown }) => z.array(z.looseObject({})).safeParse(value).success,
};

/** How a value of the file is repeated in a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A name as it is compared: case, blanks around and between words, and Unicode's look-alike forms do not count. */
export function foldName(name: string): string {
  // By way of upper case, so that ß and ss, or the two small sigmas, come out the same; before it, ẞ is made ß.
  return name
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\s+/gu, " ")
    .trim();
}
