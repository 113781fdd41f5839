import { z } from "zod";
import { Life } from "../escalation/life.ts";
import { CalendarDate } from "../policy/values.ts";
import { dateOfDay, dayOfDate } from "../time/local-time.ts";
import { ALWAYS, Figures, figuresOf } from "./figures.ts";
import type { Period } from "./tally.ts";

/** What `GET /api/figures` and `escalations report` tell of the history. */
export const FiguresReport = z.object({
  /** ISO dates, both included; null: without a bound. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Whose days and months they are. */
  time_zone: z.string(),
  ...Figures.shape,
});
export type FiguresReport = z.infer<typeof FiguresReport>;

const AT_A_TIME = 500;

/** The days a report is asked for, as people write them. */
export const ReportPeriod = z
  .object({ from: CalendarDate.optional(), to: CalendarDate.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    error: "the period ends before it begins: `from` is later than `to`",
  });
export type ReportPeriod = z.infer<typeof ReportPeriod>;

/** Computes the history from what the store keeps of it: JSON texts of `Life`. Throws where one is not what was written. */
export function reportFigures(
  lives: readonly { life: string }[],
  { from, to }: ReportPeriod,
  timeZone: string,
): FiguresReport {
  const period = { from: from ?? null, to: to ?? null, time_zone: timeZone };
  return { ...period, ...figuresOf(readLives(lives), daysOf({ from, to })) };
}

/** Many at a time, because one by one takes longer, and not all at once, because that takes more memory. */
export function* readLives(lives: readonly { life: string }[]): Generator<Life, void> {
  for (let from = 0; from < lives.length; from += AT_A_TIME)
    yield* z.array(Life).parse(
      JSON.parse(
        `[${lives
          .slice(from, from + AT_A_TIME)
          .map(({ life }) => life)
          .join(",")}]`,
      ),
    );
}

function daysOf({ from, to }: { from: string | undefined; to: string | undefined }): Period {
  return {
    from: from === undefined ? ALWAYS.from : dayOfDate(from),
    to: to === undefined ? ALWAYS.to : dayOfDate(to),
  };
}

/** ISO dates of a period in days. */
export function datesOf({ from, to }: Period): { from: string; to: string } {
  return { from: dateOfDay(from).toString(), to: dateOfDay(to).toString() };
}
