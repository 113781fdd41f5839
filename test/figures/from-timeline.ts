import type { TimelineEvent } from "../../src/decide/facts.ts";

/**
 * The figures once more, from nothing but timelines: written apart from what they test. Holds for a policy in which time
 * is always working time, and for clocks as they are shipped.
 */

type Timeline = readonly ({ at: number } & TimelineEvent)[];

const DAY = 24 * 60 * 60_000;
const RANKS = ["low", "medium", "high", "critical"];
/** How long (days) after its beginning a turn is overdue, by severity; none: no such clock. */
const OVERDUE: Record<string, Record<string, number>> = {
  critical: { internal: 1, customer: 1 },
  high: { internal: 1, customer: 2 },
  medium: { internal: 10, customer: 10 },
};

export interface Told {
  severity: string;
  month: string;
  toDri: number | undefined;
  toAcceptance: number | undefined;
  toUpdate: number | undefined;
  inTime: number;
  late: number;
  /** Ends as resolved, in order; `final` was not opened again. */
  resolutions: { month: string; open: number; final: boolean }[];
  otherwise: number;
}

export function toldBy(timeline: Timeline, now: number): Told | undefined {
  const opening = timeline.find(({ what }) => what.startsWith("opened as "));
  if (!opening) return undefined;
  const since = (what: RegExp) => {
    const event = timeline.find((one) => what.test(one.what));
    return event && event.at - opening.at;
  };
  const severities = timeline.flatMap(({ what }) =>
    [/^opened as (\w+)$/, /^severity changed from \w+ to (\w+)$/].flatMap((words) => words.exec(what)?.[1] ?? []),
  );
  const ends = timeline.filter(({ what }) => isEnd(what));
  const begins = [opening, ...timeline.filter(({ what }) => what.startsWith("reopened it"))];
  const lengths = ends.map(({ at }, index) => at - (begins[index]?.at ?? Number.NaN));
  const resolved = ends
    .map(({ at, what }, index) => ({
      what,
      month: monthOf(at),
      open: lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0),
      final: begins.length <= index + 1,
    }))
    .filter(({ what }) => !what.startsWith("redirected"));
  return {
    severity: severities.toSorted((one, other) => RANKS.indexOf(other) - RANKS.indexOf(one))[0] ?? "",
    month: monthOf(opening.at),
    toDri: since(/ is the DRI$/),
    toAcceptance: since(/^(?:took it on|took over as proposed)$/),
    toUpdate: since(/^gave an update$/),
    ...turnsOf(timeline, now),
    resolutions: resolved,
    otherwise: ends.length - resolved.length,
  };
}

function isEnd(what: string): boolean {
  return what === "closed it" || what === "closed it by override" || what.startsWith("redirected it");
}

/** Goes through the stretches in which nothing happened to a clock. */
function turnsOf(timeline: Timeline, now: number): { inTime: number; late: number } {
  let inTime = 0;
  let late = 0;
  for (const clock of ["internal", "customer"]) {
    const word = clock === "internal" ? "gave an update" : "told of a communication with the customer";
    let severity: string | undefined;
    let from: number | undefined;
    const end = (at: number, isUpdate: boolean) => {
      const limit = from === undefined ? undefined : OVERDUE[severity ?? ""]?.[clock];
      if (limit !== undefined && from !== undefined) {
        if (at >= from + limit * DAY) late += 1;
        else if (isUpdate) inTime += 1;
      }
      from = undefined;
    };
    for (const { at, what } of timeline) {
      const set = /^(?:opened as|severity changed from \w+ to) (\w+)$/.exec(what)?.[1];
      if (what === word || set !== undefined || isEnd(what) || what.startsWith("reopened it")) {
        end(at, what === word);
        if (!isEnd(what)) from = at;
        severity = set ?? severity;
      }
    }
    end(now, false);
  }
  return { inTime, late };
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** The least duration within which that share of all lies, in seconds. */
export function within(share: number, durations: readonly number[]): number | null {
  const least = durations
    .filter((one) => durations.filter((other) => other <= one).length >= share * durations.length)
    .reduce((min, one) => Math.min(min, one), Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? Math.round(least / 1000) : null;
}
