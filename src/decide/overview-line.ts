import { z } from "zod";
import { SEVERITIES, WEEKDAYS } from "../policy/terms.ts";
import { DigestLine } from "./concerns.ts";

const maybe = z.string().nullable().default(null);

/** A line of the overview as it was kept: one that an earlier version wrote lacks some of it. */
export const OverviewLine = DigestLine.extend({
  project_id: z.number(),
  iid: z.number(),
  ...{ customer: maybe, status: maybe, dri: maybe, dri_name: maybe, product_dri: maybe, origin: maybe },
  severity: z.enum(SEVERITIES).nullable().default(null),
  worst_severity: z.enum(SEVERITIES).nullable().default(null),
  ...{ last_update: maybe, last_customer_update: maybe, next_due: maybe, paused_until: maybe, paused_because: maybe },
  open_asks: z.array(z.object({ text: z.string(), since: z.string() })).default([]),
  exit_criteria: z
    .object({
      met: z.number(),
      of: z.number(),
      items: z
        .array(z.object({ text: z.string(), met: z.boolean(), by: z.string().nullable(), at: z.string().nullable() }))
        .default([]),
    })
    .default({ met: 0, of: 0, items: [] }),
  needs: z.array(z.string()).default([]),
  missing_to_close: z.array(z.string()).default([]),
  closing: z.boolean().default(false),
  channel: maybe,
  restricted: z.boolean().nullable().default(null),
  confidential: z.boolean().default(true),
  readers: z.array(z.string()).default([]),
  happening: maybe,
  standup: z
    .object({
      days: z.array(z.enum(WEEKDAYS)).nonempty(),
      time: z.string(),
      time_zone: z.string(),
      link: z.string().nullable(),
    })
    .nullable()
    .default(null),
  ...{ channel_url: maybe, tracker_url: maybe, closed_at: maybe, closed_as: maybe, outcome: maybe },
});
export type OverviewLine = z.infer<typeof OverviewLine>;

/** Reads a line from the store; undefined for one just taken over from a status note, which nothing was decided about yet. */
export function readOverviewLine(summary: string): OverviewLine | undefined {
  return OverviewLine.safeParse(JSON.parse(summary)).data;
}
