import { parseArgs } from "node:util";
import { z } from "zod";
import { configurationInForce } from "../app/configuration-in-force.ts";
import { escalationsCsv, figuresCsv } from "../figures/csv.ts";
import { OpenEscalation } from "../figures/open-escalation.ts";
import { FiguresReport, ReportPeriod, reportFigures } from "../figures/report.ts";
import { figuresAsText, openAsText } from "../figures/text.ts";
import { gitlabFiles } from "../gitlab/files.ts";
import { readSettings, type Settings } from "../settings.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { LOG_TO_STDERR } from "./log-to-stderr.ts";
import { askRunningService } from "./running-service.ts";
import { storeIfFree } from "./store-if-free.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `escalations report [open|figures] [--format table|json|csv] [--from YYYY-MM-DD] [--to YYYY-MM-DD]

  open and figures   one of the two alone; else CSV has both tables, with an empty line between
  --from, --to       the days that the figures count, both included`;

const Asked = z.strictObject({
  what: z.enum(["open", "figures"]).optional(),
  format: z.enum(["table", "json", "csv"]).default("table"),
  period: ReportPeriod,
});
type Asked = z.infer<typeof Asked>;

interface Report {
  /** As the API has them: fields that a later version adds are passed on. */
  open: Record<string, unknown>[];
  figures: FiguresReport;
}

/** Prints open escalations and the history in figures. Where the running service holds the embedded store, it is asked. */
export async function report(args: string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const asked = read(args);
  try {
    const settings = await readSettings(env);
    const found = await reported(settings, asked.period, clock);
    const reading = { now: clock(), timeZone: found.figures.time_zone };
    process.stdout.write(`${written(found, asked, reading).trimEnd()}\n`);
    return 0;
  } catch (error) {
    if (!isForTheOperator(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

function written(
  { open, figures }: Report,
  { what, format }: Asked,
  reading: { now: number; timeZone: string },
): string {
  const lines = () => open.map((line) => OpenEscalation.parse(line));
  const wants = (one: "open" | "figures") => what === undefined || what === one;
  switch (format) {
    case "json":
      return JSON.stringify({ ...(wants("open") && { open }), ...(wants("figures") && { figures }) }, undefined, 2);
    case "csv":
      return [
        ...(wants("open") ? [escalationsCsv(lines())] : []),
        ...(wants("figures") ? [figuresCsv(figures)] : []),
      ].join("\r\n");
    case "table":
      return [
        ...(wants("open") ? [openAsText(lines(), reading)] : []),
        ...(wants("figures") ? [figuresAsText(figures)] : []),
      ].join("\n\n");
  }
}

async function reported(settings: Settings, period: ReportPeriod, clock: () => number): Promise<Report> {
  const store = await storeIfFree(settings);
  if (!store) return fromTheService(settings, period);
  try {
    const { gitlabUrl: url, gitlabToken: token } = settings;
    const files = gitlabFiles({ url, token, clock });
    const { policy } = await configurationInForce({ settings, facts: store.facts, files, log: LOG_TO_STDERR });
    const [open, lives] = await Promise.all([store.escalations.list({ open: true }), store.escalations.lives()]);
    return {
      open: open.map(({ summary }) => JSON.parse(summary)),
      figures: await reportFigures(lives, period, policy.working_time.time_zone),
    };
  } finally {
    await store.close();
  }
}

async function fromTheService(settings: Settings, { from, to }: ReportPeriod): Promise<Report> {
  const days = new URLSearchParams({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  const [open, figures] = await Promise.all([
    askRunningService("/api/escalations", settings, PATIENCE_MS),
    askRunningService(`/api/figures?${days}`, settings, PATIENCE_MS),
  ]);
  return { open: Lines.parse(JSON.parse(open)), figures: FiguresReport.parse(JSON.parse(figures)) };
}

/** How long the service may take for an answer (ms). */
const PATIENCE_MS = 60_000;
const Lines = z.array(z.record(z.string(), z.unknown()));

function read(args: string[]): Asked {
  const { values, positionals } = parsed(args);
  const [what, ...rest] = positionals;
  const { format, from, to } = values;
  const asked = Asked.safeParse({ what, ...(format !== undefined && { format }), period: { from, to } });
  if (asked.success && rest.length === 0) return asked.data;
  const problem = asked.success
    ? `One of open and figures, not "${positionals.join(" ")}".`
    : z.prettifyError(asked.error);
  throw new UsageError(`${problem}\n\n${USAGE}`);
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: "string" }, from: { type: "string" }, to: { type: "string" } },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${error.message}\n\n${USAGE}`);
    throw error;
  }
}
