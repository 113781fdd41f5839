/** A figure that was measured, beside what it should be. */
export interface Row {
  group: string;
  what: string;
  measured: number;
  unit:
    | "calls"
    | "queries"
    | "steps"
    | "messages"
    | "deliveries"
    | "differences"
    | "ms"
    | "s"
    | "/s"
    | "%"
    | "cores"
    | "MB"
    | "×";
  goal?: { atMost: number } | { atLeast: number };
}

/** How much is measured: enough for figures that hold, or just enough to see that the harness works. */
export interface Size {
  /** Openings one after another, severity changes; and openings at once. */
  openings: number;
  burst: number;
  irrelevant: number;
  /** Escalations in the store that the service is started on, and open ones whose clocks run. */
  escalations: number;
  /** Of those, whose reminders fall due in the same minute. */
  due: number;
  /** How long nothing happens, in seconds. */
  quietSeconds: number;
  /** Few open escalations, to set the many beside; and how many issues change before a full look. */
  fewEscalations: number;
  changed: number;
  /** Of each load, in seconds. */
  seconds: number;
  /** The machine does other things too: each load is tried this often, and the best counts. */
  repeats: number;
  /** Whole lives of escalations, so many at the same time, and the share of what goes wrong meanwhile. */
  soak: { escalations: number; together: number; faults: number; lookEverySeconds: number };
}

export const FULL: Size = {
  ...{ openings: 30, burst: 30, irrelevant: 300, seconds: 5, repeats: 3 },
  ...{ escalations: 10_000, due: 500, quietSeconds: 60, fewEscalations: 100, changed: 10 },
  soak: { escalations: 5_000, together: 50, faults: 0.01, lookEverySeconds: 1 },
};
export const SMOKE: Size = {
  ...{ openings: 2, burst: 3, irrelevant: 5, seconds: 0.3, repeats: 1 },
  ...{ escalations: 20, due: 3, quietSeconds: 0.5, fewEscalations: 10, changed: 2 },
  soak: { escalations: 2, together: 2, faults: 0.05, lookEverySeconds: 0.2 },
};

/** The size asked for on the command line. */
export function sizeAskedFor(): Size {
  return process.argv.includes("--smoke") ? SMOKE : FULL;
}

/** Whether a figure is what it should be; undefined where nothing is asked of it. */
export function isMet({ measured, goal }: Row): boolean | undefined {
  if (!goal) return undefined;
  return "atMost" in goal ? measured <= goal.atMost : measured >= goal.atLeast;
}

/** The rows as a Markdown table whose columns also line up in a terminal. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row, index) => [
    row.group === rows[index - 1]?.group ? "" : row.group,
    row.what,
    `${rounded(row.measured)} ${row.unit}`,
    row.goal === undefined ? "" : "atMost" in row.goal ? `≤ ${row.goal.atMost}` : `≥ ${row.goal.atLeast}`,
    { undefined: "", true: "yes", false: "NO" }[`${isMet(row)}`],
  ]);
  const all = [["what", "", "measured", "goal", "met"], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map(
    (line) => `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** The figures of several runs as one: of API calls the most there were, of times the shortest. */
export function bestOf([first = [], ...others]: readonly Row[][]): Row[] {
  return first.map((row) => {
    const same = others.flatMap((rows) => rows.filter(({ group, what }) => group === row.group && what === row.what));
    const figures = [row, ...same].map(({ measured }) => measured);
    return { ...row, measured: row.unit === "calls" ? Math.max(...figures) : Math.min(...figures) };
  });
}

/** The value that this share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A number as people write it. */
export function inWords(value: number): string {
  return value.toLocaleString("en");
}

function rounded(value: number): string {
  return value >= 100 ? inWords(Math.round(value)) : String(Number(value.toFixed(value < 10 ? 2 : 1)));
}
