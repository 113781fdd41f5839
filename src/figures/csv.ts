import { stringify } from "csv-stringify/sync";
import type { Figures } from "./figures.ts";
import type { OpenEscalation } from "./open-escalation.ts";
import type { Row } from "./tally.ts";

const COUNTS = [
  ...(["opened", "resolved", "ended_otherwise", "reopened", "reopen_rate"] as const),
  ...(["updates_in_time", "updates_late", "in_time_rate"] as const),
] as const satisfies readonly (keyof Row)[];
const SPREADS = ["time_to_dri", "time_to_acceptance", "time_to_first_update", "time_to_resolution"] as const;

const LINE_COLUMNS = [
  ...(["project_id", "iid", "title", "web_url", "customer", "severity", "status", "dri", "product_dri"] as const),
  ...(["origin", "opened_at", "overdue", "last_update", "last_customer_update", "next_due", "paused_until"] as const),
  ...(["open_asks", "exit_criteria_met", "exit_criteria_of", "needs", "missing_to_close", "closing"] as const),
  ...(["channel", "manager", "region", "accept_by", "steps_missing", "failed"] as const),
] as const;

/** One line for each group: `group` is total, severity, region or month, `name` which of them. */
export function figuresCsv({ total, by_severity, by_region, by_month }: Figures): string {
  return csv(figuresColumns(), [
    { group: "total", name: "", ...flat(total) },
    ...by_severity.map(({ severity, ...row }) => ({ group: "severity", name: severity, ...flat(row) })),
    ...by_region.map(({ region, ...row }) => ({ group: "region", name: region, ...flat(row) })),
    ...by_month.map(({ month, ...row }) => ({ group: "month", name: month, ...flat(row) })),
  ]);
}

/** One line for each open escalation; what is a list is joined with semicolons. */
export function escalationsCsv(open: readonly OpenEscalation[]): string {
  return csv(
    LINE_COLUMNS,
    open.map((line) => ({
      ...line,
      open_asks: line.open_asks.map(({ text }) => text).join("; "),
      exit_criteria_met: line.exit_criteria.met,
      exit_criteria_of: line.exit_criteria.of,
      needs: line.needs.join("; "),
      missing_to_close: line.missing_to_close.join("; "),
      steps_missing: line.steps_missing.map(({ id }) => id).join("; "),
      failed: line.failed.join("; "),
    })),
  );
}

function figuresColumns(): string[] {
  const spreads = SPREADS.flatMap((name) => [`${name}_count`, `${name}_median_seconds`, `${name}_p90_seconds`]);
  return ["group", "name", ...COUNTS, ...spreads];
}

function flat(row: Row): Record<string, number | null> {
  const counts = COUNTS.map((name) => [name, row[name]] as const);
  const spreads = SPREADS.flatMap((name) =>
    Object.entries(row[name]).map(([key, value]: [string, number | null]) => [`${name}_${key}`, value] as const),
  );
  return Object.fromEntries([...counts, ...spreads]);
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front. */
function csv(columns: readonly string[], rows: readonly object[]): string {
  return stringify([...rows], {
    ...{ header: true, columns: [...columns], record_delimiter: "windows", escape_formulas: true },
    cast: { boolean: (value) => (value ? "true" : "false") },
  });
}
