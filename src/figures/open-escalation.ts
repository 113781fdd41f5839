import { z } from "zod";
import { SEVERITIES, type Severity } from "../policy/terms.ts";

const Text = z.string().nullable().default(null);

/** A line of the overview, as a report tells it; one written by an earlier version may lack some of it. */
export const OpenEscalation = z.object({
  ...{ project_id: z.number(), iid: z.number(), title: z.string(), web_url: z.string() },
  severity: z.enum(SEVERITIES).nullable(),
  ...{ customer: Text, status: Text, dri: Text, product_dri: Text, origin: Text, opened_at: Text },
  overdue: z.boolean().default(false),
  ...{ last_update: Text, last_customer_update: Text, next_due: Text, paused_until: Text },
  open_asks: z.array(z.object({ text: z.string().default(""), since: z.string() })).default([]),
  exit_criteria: z.object({ met: z.number(), of: z.number() }).default({ met: 0, of: 0 }),
  needs: z.array(z.string()).default([]),
  missing_to_close: z.array(z.string()).default([]),
  closing: z.boolean().default(false),
  /** Null: an earlier version did not say. */
  restricted: z.boolean().nullable().default(null),
  ...{ channel: Text, manager: Text, region: Text, accept_by: Text },
  steps_missing: z.array(z.object({ id: z.string(), due: z.string() })).default([]),
  failed: z.array(z.string()).default([]),
});
export type OpenEscalation = z.infer<typeof OpenEscalation>;

/** The worst first; of those what is overdue, then the oldest. Held ones, whose severity nobody knows yet, come before all. */
export function worstFirst(open: readonly OpenEscalation[]): OpenEscalation[] {
  return open.toSorted(
    (one, other) =>
      rank(one.severity) - rank(other.severity) ||
      Number(other.overdue) - Number(one.overdue) ||
      compare(one.opened_at ?? "", other.opened_at ?? ""),
  );
}

function rank(severity: Severity | null): number {
  return severity === null ? -1 : SEVERITIES.indexOf(severity);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
