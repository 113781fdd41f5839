import { type Concern, concernsOf, type Reader } from "../../../decide/concerns.ts";
import type { OverviewLine } from "../../../decide/overview-line.ts";
import { SEVERITIES, type Severity } from "../../../policy/terms.ts";
import { foldName } from "../../../policy/values.ts";
import type { Filter } from "./filter.ts";

/** So many fit on a page that stays small for a phone. */
export const MOST_ON_A_PAGE = 25;
/** Names that are offered for a field, at most. */
const MOST_SUGGESTIONS = 40;

export interface Entry {
  line: OverviewLine;
  concerns: readonly Concern[];
  /** Something is wrong now. */
  needsAttention: boolean;
  isOverdue: boolean;
}

/** What the overview shows: the entries of one page, and figures over all that the viewer sees, filtered or not. */
export interface Selection {
  entries: readonly Entry[];
  page: number;
  pages: number;
  /** How many the filter lets through. */
  found: number;
  counts: {
    all: number;
    severity: Readonly<Record<Severity | "none", number>>;
    attention: number;
    overdue: number;
    mine: number;
  };
  regions: readonly string[];
  dris: readonly string[];
}

/** Filters, sorts by severity and then by what needs attention, and cuts out a page. Cheap: nothing is put in words. */
export function select(
  lines: readonly OverviewLine[],
  filter: Filter,
  { username, reader }: { username: string | undefined; reader: Reader },
): Selection {
  const all = lines.map((line) => entryOf(line, reader));
  const found = all.filter((entry) => fits(entry, filter, username)).toSorted(byUrgency);
  const pages = Math.max(1, Math.ceil(found.length / MOST_ON_A_PAGE));
  const page = Math.min(filter.page, pages);
  const count = (is: (entry: Entry) => boolean) => all.filter(is).length;
  const severities = Object.groupBy(all, ({ line }) => line.severity ?? "none");
  return {
    entries: found.slice((page - 1) * MOST_ON_A_PAGE, page * MOST_ON_A_PAGE),
    ...{ page, pages, found: found.length },
    counts: {
      all: all.length,
      severity: {
        critical: severities.critical?.length ?? 0,
        high: severities.high?.length ?? 0,
        medium: severities.medium?.length ?? 0,
        low: severities.low?.length ?? 0,
        none: severities.none?.length ?? 0,
      },
      attention: count(({ needsAttention }) => needsAttention),
      overdue: count(({ isOverdue }) => isOverdue),
      mine: count(({ line }) => isMine(line, username)),
    },
    regions: mostFrequent(lines.map(({ region }) => region)).toSorted(),
    dris: mostFrequent(lines.map(({ dri }) => dri)).toSorted(),
  };
}

function entryOf(line: OverviewLine, reader: Reader): Entry {
  const concerns = concernsOf(line, reader);
  return {
    line,
    concerns,
    needsAttention: concerns[0]?.rank === "now",
    isOverdue: line.clocks.some(({ overdue_at }) => reader.now >= Date.parse(overdue_at)),
  };
}

function fits({ line, needsAttention, isOverdue }: Entry, filter: Filter, username: string | undefined): boolean {
  return (
    (filter.severity === undefined || (line.severity ?? "none") === filter.severity) &&
    (filter.region === undefined || line.region === filter.region) &&
    (filter.dri === undefined || says([line.dri, line.dri_name], filter.dri)) &&
    (filter.customer === undefined || says([line.customer], filter.customer)) &&
    (!filter.mine || isMine(line, username)) &&
    (!filter.overdue || isOverdue) &&
    (!filter.attention || needsAttention)
  );
}

/** Their own to lead, to back as its product counterpart, or to keep moving as its manager. */
function isMine({ dri, product_dri, manager }: OverviewLine, username: string | undefined): boolean {
  if (username === undefined) return false;
  const own = username.toLowerCase();
  return [dri, product_dri, manager].some((one) => one?.toLowerCase() === own);
}

function says(texts: readonly (string | null)[], typed: string): boolean {
  const wanted = foldName(typed.replace(/^@/, ""));
  return texts.some((text) => text !== null && foldName(text).includes(wanted));
}

const RANKS = ["now", "today", "besides"] as const;

function byUrgency(one: Entry, other: Entry): number {
  return (
    severityOf(one) - severityOf(other) ||
    rankOf(one) - rankOf(other) ||
    compare(one.line.next_due ?? "9999", other.line.next_due ?? "9999") ||
    compare(one.line.opened_at, other.line.opened_at)
  );
}

/** Nobody has said how severe it is: that comes first. */
function severityOf({ line }: Entry): number {
  return line.severity === null ? -1 : SEVERITIES.indexOf(line.severity);
}

function rankOf({ concerns: [first] }: Entry): number {
  return first ? RANKS.indexOf(first.rank) : RANKS.length;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function mostFrequent(names: readonly (string | null)[]): string[] {
  const times = new Map<string, number>();
  for (const name of names) if (name !== null) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST_SUGGESTIONS)
    .map(([name]) => name);
}
