import { z } from "zod";
import { keepTrying, pause } from "../reconcile/background.ts";
import type { Log } from "../reconcile/log.ts";
import type { Store } from "../store/store.ts";
import { type Gap, keepReport, reportOn } from "./gap-report.ts";
import { type Counting, NONE, since, type Tally } from "./tally.ts";

export interface GapsOptions {
  store: Pick<Store, "facts" | "work" | "escalations" | "overdue">;
  conditions(): { gitlab: string; slack: string };
  tally: Counting;
  /** The look that every start begins with: whether it came through. */
  firstLook: Promise<boolean>;
  look(): Promise<unknown>;
  /** Waits until what is due has had its turn, at most so long (ms). Answers whether it had. */
  quiet(patienceMs: number): Promise<boolean>;
  clock: () => number;
  /** How often GitLab and Slack are asked after (ms); that costs nothing. */
  pollMs: number;
  log: Log;
  signal: AbortSignal;
}

/** When any process of the service was last alive. */
const ALIVE = "alive";
const ALIVE_EVERY_MS = 60_000;
/** Shorter is no outage but a restart (ms). */
export const LEAST_MS = 5 * 60_000;
/** How long what is late may take before it is reported as still going on (ms). */
const PATIENCE_MS = 2 * 60_000;
const ASK_EVERY_MS = 250;
/** Every effect that is owed, however lately. */
const EVERYTHING = { dueBefore: 0, attempts: 2 ** 31 - 1, waitingSince: Number.MAX_SAFE_INTEGER };

/** Notices when an outage is over, of the service or of those it works with, and reports on it once; until `signal`. */
export async function watchForGaps(options: GapsOptions): Promise<void> {
  const { signal, log } = options;
  const watch = { self: watchSelf(options), outside: watchOutside(options) };
  const reports: Promise<void>[] = [];
  while (!signal.aborted) {
    const self = await watch.self().catch((err: unknown) => {
      log.warn({ err }, "whether there was an outage could not be seen; it is tried again");
      return undefined;
    });
    for (const gap of [...(self ? [self] : []), ...watch.outside()]) {
      const { dark } = gap;
      // Beside the watch: what is late may take its time, and nobody is away meanwhile.
      reports.push(report(gap, options).catch((err: unknown) => log.error({ err, dark }, "gap could not be reported")));
    }
    await pause(options.pollMs, signal);
  }
  await Promise.all(reports);
}

interface Ended extends Gap {
  /** Where the count stood before what was late was done. */
  before: Tally;
  isStart: boolean;
}

/** Beats in the store, and notices that nobody did. */
function watchSelf({ store, clock, tally }: GapsOptions): () => Promise<Ended | undefined> {
  let beatAt: number | undefined;
  let before = NONE;
  return async () => {
    const isStart = beatAt === undefined;
    const now = clock();
    if (beatAt !== undefined && now - beatAt < ALIVE_EVERY_MS) {
      before = tally.now();
      return undefined;
    }
    const last = z.number().safeParse(JSON.parse((await store.facts.get(ALIVE)) ?? "null")).data;
    await store.facts.set(ALIVE, JSON.stringify(now), now);
    beatAt = now;
    const counted = isStart ? NONE : before;
    before = tally.now();
    if (last === undefined || now - last < LEAST_MS) return undefined;
    return { dark: "service", from: last, to: now, before: counted, isStart };
  };
}

/** Both are seen by how they answer: who is not asked is not missed. */
function watchOutside({ conditions, clock, tally }: GapsOptions): () => Ended[] {
  const away = new Map<"gitlab" | "slack", { from: number; before: Tally }>();
  return () => {
    const now = clock();
    const states = conditions();
    return (["gitlab", "slack"] as const).flatMap((dark) => {
      const gone = away.get(dark);
      if (states[dark] === "degraded") {
        if (!gone) away.set(dark, { from: now, before: tally.now() });
        return [];
      }
      away.delete(dark);
      return gone && now - gone.from >= LEAST_MS ? [{ dark, ...gone, to: now, isStart: false }] : [];
    });
  };
}

/** Waits until nothing is due and no effect is owed any more, as long as patience allows. Answers whether it came to that. */
async function madeUp({ store, quiet, signal }: GapsOptions): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  while (!signal.aborted && performance.now() < until) {
    const isQuiet = await quiet(until - performance.now());
    const owed = await store.overdue({ ...EVERYTHING, most: 1 });
    if (isQuiet && owed.effects.length === 0) return true;
    await pause(ASK_EVERY_MS, signal);
  }
  return false;
}

async function report({ before, isStart, ...gap }: Ended, options: GapsOptions): Promise<void> {
  const { store, tally, clock, log, signal } = options;
  const isLooked = isStart ? await options.firstLook : gap.dark === "slack";
  if (!isLooked) {
    // An outage is seldom over at once.
    await keepTrying(async () => void (await options.look()), {
      ...{ signal, longestMs: Number.POSITIVE_INFINITY },
      onFailure: (error) => log.warn({ reason: String(error) }, "the look after an outage failed; it is tried again"),
    });
  }
  const complete = await madeUp(options);
  if (signal.aborted) return;
  const counted = since(before, tally.now(), gap.dark === "slack" ? "slack" : undefined);
  const written = await reportOn(gap, counted, complete, store);
  await keepReport(written, store, clock());
  const { needs_a_person, ...rest } = written;
  log.warn({ ...rest, needs_a_person: needs_a_person.slice(0, 20) }, "gap report");
}
