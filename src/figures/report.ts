import { z } from "zod";
import { Life } from "../escalation/life.ts";
import { CalendarDate } from "../policy/values.ts";
import { dayOfDate } from "../time/local-time.ts";
import { ALWAYS, counting, Figures } from "./figures.ts";
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

/**
 * Computes the history from what the store keeps of it. Thousands take a tenth of a second, so others get their turn in
 * between. Rejects where something is not as it was written.
 */
export async function reportFigures(
  lives: readonly { life: string }[],
  { from, to }: ReportPeriod,
  timeZone: string,
): Promise<FiguresReport> {
  const count = counting(daysOf({ from, to }));
  for (let first = 0; first < lives.length; first += AT_A_TIME) {
    for (const life of readLives(lives.slice(first, first + AT_A_TIME))) count.add(life);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { from: from ?? null, to: to ?? null, time_zone: timeZone, ...count.figures() };
}

/** Read together: one by one takes longer. */
export function readLives(lives: readonly { life: string }[]): Life[] {
  return z.array(Life).parse(JSON.parse(`[${lives.map(({ life }) => life).join(",")}]`));
}

function daysOf({ from, to }: { from: string | undefined; to: string | undefined }): Period {
  return {
    from: from === undefined ? ALWAYS.from : dayOfDate(from),
    to: to === undefined ? ALWAYS.to : dayOfDate(to),
  };
}
