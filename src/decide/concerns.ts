import { z } from "zod";
import type { Policy } from "../policy/policy.ts";
import { SEVERITIES } from "../policy/terms.ts";
import { describeDue, describeMoment } from "../time/describe.ts";
import { localDay } from "../time/local-time.ts";
import { CLOCKS, type ClockName } from "./rules/clocks.ts";
import { stepName } from "./rules/steps.ts";

/** What a digest reads of an escalation's line of the overview; one written by an earlier version has no manager yet. */
export const DigestLine = z.object({
  title: z.string(),
  web_url: z.string(),
  customer: z.string().nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  dri: z.string().nullable(),
  opened_at: z.string(),
  paused_until: z.string().nullable(),
  open_asks: z.array(z.object({ since: z.string() })),
  needs: z.array(z.string()),
  channel: z.string().nullable(),
  channel_id: z.string().nullable().default(null),
  manager: z.string().nullable().default(null),
  region: z.string().nullable().default(null),
  clocks: z.array(z.object({ name: z.enum(CLOCKS), due: z.string(), overdue_at: z.string() })).default([]),
  accept_by: z.string().nullable().default(null),
  steps_missing: z.array(z.object({ id: z.string(), due: z.string() })).default([]),
  failed: z.array(z.string()).default([]),
});
export type DigestLine = z.infer<typeof DigestLine>;

/**
 * Reads a line from the store; undefined for one just taken over from a status note: it has no manager and no due times
 * until it was decided about.
 */
export function readDigestLine(summary: string): DigestLine | undefined {
  return DigestLine.safeParse(JSON.parse(summary)).data;
}

/** For whom and when a digest is written. */
export interface Reader {
  timeZone: string;
  workingTime: Policy["working_time"];
  now: number;
  /** When the reader's day is over (ms). */
  endOfDay: number;
}

/** Why a manager should know of an escalation: it needs them now, something is due today, or it is good to know. */
export interface Concern {
  rank: "now" | "today" | "besides";
  /** In words; worked out when it is said, for there may be thousands. */
  say(): string;
}

const CLOCK_NAMES: Readonly<Record<ClockName, string>> = {
  internal: "internal update",
  customer: "communication with the customer",
};

/** Everything there is to say of one escalation, most urgent kinds first; none where it simply runs its course. */
export function concernsOf(line: DigestLine, reader: Reader): Concern[] {
  const concerns = [
    ...missing(line),
    ...failed(line),
    ...clocks(line, reader),
    ...acceptance(line, reader),
    ...steps(line, reader),
    ...pause(line, reader),
    ...asks(line, reader),
  ];
  return (["now", "today", "besides"] as const).flatMap((rank) => concerns.filter((concern) => concern.rank === rank));
}

/** The next clock that `concernsOf` does not speak of: due on another day. */
export function nextDue({ clocks }: DigestLine, { endOfDay, ...reader }: Reader): string | undefined {
  const [next] = clocks
    .map(({ name, due }) => ({ name, at: Date.parse(due) }))
    .filter(({ at }) => at > endOfDay)
    .toSorted((one, other) => one.at - other.at);
  return next && `${CLOCK_NAMES[next.name]} ${due(next.at, { endOfDay, ...reader })}`;
}

/** How long since, in days on the calendar: `since today`, `for 3 days`. */
export function howLong(since: string, { now, timeZone }: Reader): string {
  const days = localDay(now, timeZone) - localDay(Date.parse(since), timeZone);
  return days < 1 ? "since today" : `for ${days} day${days === 1 ? "" : "s"}`;
}

const MISSING: Readonly<Record<string, string>> = {
  severity: "held: nobody has said its severity",
  dri: "nobody is its DRI",
  "product dri": "no Product DRI yet",
};

function missing({ needs }: DigestLine): Concern[] {
  return needs.map((need) => ({ rank: "now", say: () => MISSING[need] ?? `needs ${need}` }));
}

function failed(line: DigestLine): Concern[] {
  return line.failed.map((what) => ({
    rank: "now",
    say: () => `the service could not ${what}; its status note says why`,
  }));
}

function clocks(line: DigestLine, reader: Reader): Concern[] {
  return line.clocks.flatMap(({ name, due: iso, overdue_at }): Concern[] => {
    const at = Date.parse(iso);
    const say = () => `${CLOCK_NAMES[name]} ${due(at, reader)}`;
    if (reader.now >= Date.parse(overdue_at)) return [{ rank: "now", say: () => `overdue: ${say()}` }];
    return at <= reader.endOfDay ? [{ rank: "today", say }] : [];
  });
}

function acceptance({ accept_by }: DigestLine, reader: Reader): Concern[] {
  if (accept_by === null) return [];
  const by = Date.parse(accept_by);
  const say = () => `the DRI has not taken it on, ${due(by, reader)}`;
  if (reader.now >= by) return [{ rank: "now", say }];
  return [{ rank: by <= reader.endOfDay ? "today" : "besides", say }];
}

/** One concern of each rank: steps that are late by the same stretch are usually forgotten together. */
function steps({ steps_missing }: DigestLine, reader: Reader): Concern[] {
  const byRank = Map.groupBy(steps_missing, (step): Concern["rank"] => {
    const at = Date.parse(step.due);
    return reader.now >= at ? "now" : at <= reader.endOfDay ? "today" : "besides";
  });
  return [...byRank].map(([rank, some]) => {
    const first = Math.min(...some.map((step) => Date.parse(step.due)));
    const names = some.map(stepName).join(", ");
    return { rank, say: () => `${rank === "now" ? "still missing" : "to be done"}: ${names}, ${due(first, reader)}` };
  });
}

function pause({ paused_until }: DigestLine, reader: Reader): Concern[] {
  if (paused_until === null) return [];
  const until = Date.parse(paused_until);
  if (until <= reader.now) return [];
  const say = () => `paused until ${describeMoment(until, reader.timeZone)}`;
  return [{ rank: until <= reader.endOfDay ? "today" : "besides", say }];
}

function asks({ open_asks }: DigestLine, reader: Reader): Concern[] {
  const [oldest] = open_asks.map(({ since }) => since).toSorted();
  if (oldest === undefined) return [];
  const count = open_asks.length;
  const open = () => howLong(oldest, reader);
  const say = () => (count === 1 ? `1 ask open ${open()}` : `${count} asks open, the oldest ${open()}`);
  return [{ rank: "besides", say }];
}

function due(at: number, { now, workingTime, timeZone }: Reader): string {
  return describeDue(at, now, workingTime, timeZone);
}
