import { z } from "zod";
import type { Life } from "../escalation/life.ts";
import { Spread, shareOf, spreadOf } from "./spread.ts";

const Share = z.number().nullable();

/** The figures of a group of escalations over a period. Shares are from 0 to 1; docs/figures.md defines each. */
export const Row = z.object({
  opened: z.number(),
  resolved: z.number(),
  /** Redirected, moved to another project, or deleted. */
  ended_otherwise: z.number(),
  reopened: z.number(),
  reopen_rate: Share,
  updates_in_time: z.number(),
  updates_late: z.number(),
  in_time_rate: Share,
  /** In working time. */
  time_to_dri: Spread,
  time_to_acceptance: Spread,
  time_to_first_update: Spread,
  /** As it elapses, while open. */
  time_to_resolution: Spread,
});
export type Row = z.infer<typeof Row>;

/** Days since 1970-01-01, both of them included. */
export interface Period {
  from: number;
  to: number;
}

/** Collects one group's lives, moment by moment. */
export function tally() {
  const dri: number[] = [];
  const acceptance: number[] = [];
  const update: number[] = [];
  const resolution: number[] = [];
  const counts = { opened: 0, resolved: 0, otherwise: 0, reopened: 0, inTime: 0, late: 0 };
  return {
    opened({ toDri, toAcceptance, toUpdate }: Life): void {
      counts.opened += 1;
      if (toDri !== null) dri.push(toDri);
      if (toAcceptance !== null) acceptance.push(toAcceptance);
      if (toUpdate !== null) update.push(toUpdate);
    },
    updates(inTime: number, late: number): void {
      counts.inTime += inTime;
      counts.late += late;
    },
    /** `stands`: it was not opened again. */
    ended({ as, open }: Life["ends"][number], stands: boolean): void {
      if (as !== "resolved" && as !== "overridden") {
        counts.otherwise += 1;
        return;
      }
      counts.resolved += 1;
      if (stands) resolution.push(open);
      else counts.reopened += 1;
    },
    row(): Row {
      return {
        opened: counts.opened,
        resolved: counts.resolved,
        ended_otherwise: counts.otherwise,
        reopened: counts.reopened,
        reopen_rate: shareOf(counts.reopened, counts.resolved),
        updates_in_time: counts.inTime,
        updates_late: counts.late,
        in_time_rate: shareOf(counts.inTime, counts.inTime + counts.late),
        time_to_dri: spreadOf(dri),
        time_to_acceptance: spreadOf(acceptance),
        time_to_first_update: spreadOf(update),
        time_to_resolution: spreadOf(resolution),
      };
    },
  };
}
