import { printable } from "../escalation/printable.ts";
import { describeDay } from "../time/describe.ts";
import { type OpenEscalation, worstFirst } from "./open-escalation.ts";
import type { FiguresReport } from "./report.ts";
import { COLUMNS, NONE } from "./table.ts";
import type { Row } from "./tally.ts";

export interface Reading {
  now: number;
  timeZone: string;
}

/** The open escalations for a terminal, the worst first. */
export function openAsText(open: readonly OpenEscalation[], { now, timeZone }: Reading): string {
  const overdue = open.filter((one) => one.overdue).length;
  const heading = `Open escalations: ${open.length}${overdue === 0 ? "" : `, of which overdue: ${overdue}`}`;
  if (open.length === 0) return heading;
  const rows = worstFirst(open).map((one) => [
    `#${one.iid}`,
    one.severity ?? "held",
    one.customer ?? NONE,
    one.status ?? NONE,
    one.dri ?? NONE,
    one.region ?? NONE,
    ageOf(one.opened_at, now),
    dayOf(one.last_update, timeZone),
    one.overdue ? "OVERDUE" : dayOf(one.next_due, timeZone),
    String(one.open_asks.length),
    `${one.exit_criteria.met}/${one.exit_criteria.of}`,
    [...one.needs.map((need) => `needs ${need}`), ...one.missing_to_close].join(", ") || NONE,
  ]);
  const names = ["Issue", "Severity", "Customer", "Status", "DRI", "Region", "Age", "Last update", "Next due"];
  return `${heading}\n\n${aligned([[...names, "Asks", "Criteria", "Missing to close"], ...rows])}`;
}

/** The history for a terminal. */
export function figuresAsText(report: FiguresReport): string {
  const period = `${report.from ?? "the beginning"} to ${report.to ?? "today"}`;
  const names = COLUMNS.map(({ name }) => name);
  const line = (name: string, row: Row) => [name, ...COLUMNS.map(({ words }) => words(row))];
  const groups: [string, string[][]][] = [
    ["Severity", report.by_severity.map(({ severity, ...row }) => line(severity, row))],
    ["Region", report.by_region.map(({ region, ...row }) => line(region ?? "unknown", row))],
    ["Month", report.by_month.map(({ month, ...row }) => line(month, row))],
  ];
  const rows = [
    ["", ...names],
    line("All", report.total),
    ...groups.flatMap(([name, lines]) => (lines.length === 0 ? [] : [[`By ${name.toLowerCase()}`], ...lines])),
  ];
  return [
    `Figures from ${period} (${report.time_zone})`,
    aligned(rows),
    "Times are median / nine in ten within: to DRI, acceptance and first update in working time, to resolution as it elapses.",
  ].join("\n\n");
}

/** Nothing that a person typed can move the cursor or add a line. */
function aligned(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => shortened(printable(cell))));
  const widths = clean.reduce<number[]>(
    (widest, row) => (row.length === 1 ? widest : row.map((cell, index) => Math.max(widest[index] ?? 0, length(cell)))),
    [],
  );
  return clean
    .map((row) =>
      row
        .map((cell, index) => cell + " ".repeat(Math.max(0, (widths[index] ?? 0) - length(cell))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shortened(cell: string): string {
  const characters = [...cell];
  return characters.length <= 60 ? cell : `${characters.slice(0, 59).join("")}…`;
}

function length(cell: string): number {
  return [...cell].length;
}

function ageOf(openedAt: string | null, now: number): string {
  if (openedAt === null) return NONE;
  return `${Math.max(0, Math.floor((now - Date.parse(openedAt)) / 86_400_000))} d`;
}

function dayOf(at: string | null, timeZone: string): string {
  return at === null ? NONE : describeDay(Date.parse(at), timeZone);
}
