import type { Overdue, Store } from "../store/store.ts";

/** What is due is begun within moments; so much later (ms) something is wrong. */
const MOST_LATE_MS = 5 * 60_000;
/** What GitLab or Slack is owed waits for them in an outage; so long (ms) is an outage that wants a person. */
const MOST_STUCK_MS = 15 * 60_000;
/** Failed runs in a row, with their pauses some minutes long: what was due in them is late, whatever the queue says. */
const MOST_ATTEMPTS = 10;
/** Of each kind, in the log. */
const MOST_TOLD = 20;

/** What an audit of all open escalations found. */
export interface Audit extends Overdue {
  /** Nothing is late, set aside or stuck, and everything was looked at lately. */
  isWell: boolean;
  /** When the last full look was done (ms); undefined: none yet. */
  lookedAt: number | undefined;
  isLookLate: boolean;
  parked: Awaited<ReturnType<Store["work"]["parked"]>>;
  /** How many effects were given up: these wait for a person and for no time, so they speak against nothing. */
  givenUp: number;
}

export interface AuditOptions {
  store: Pick<Store, "overdue" | "work" | "escalations">;
  lookedAt: number | undefined;
  /** How often everything is looked at (ms). */
  lookEveryMs: number;
  now: number;
}

/**
 * Asks whether every due time was kept and every step done: no work that was due five minutes ago or whose runs keep
 * failing, none set aside, no effect that has waited for a quarter of an hour, and a full look that is not overdue itself.
 */
export async function audit({ store, lookedAt, lookEveryMs, now }: AuditOptions): Promise<Audit> {
  const [overdue, parked, troubled] = await Promise.all([
    store.overdue({
      dueBefore: now - MOST_LATE_MS,
      attempts: MOST_ATTEMPTS,
      waitingSince: now - MOST_STUCK_MS,
      most: MOST_TOLD,
    }),
    store.work.parked(),
    store.escalations.troubled(),
  ]);
  const isLookLate = lookedAt === undefined || now - lookedAt > 2 * lookEveryMs + MOST_LATE_MS;
  return {
    ...overdue,
    parked,
    givenUp: troubled.filter(({ effect }) => effect.state === "given-up").length,
    lookedAt,
    isLookLate,
    isWell: overdue.work.length + overdue.effects.length + parked.length === 0 && !isLookLate,
  };
}

/** What is late, in the log's words. */
export function lateness({ work, effects, parked, isLookLate, lookedAt, givenUp }: Audit): object {
  return {
    ...(work.length > 0 && {
      late: work.map(({ key, dueAt, attempts, error }) => ({
        ...{ issue: key, due: new Date(dueAt).toISOString(), attempts },
        ...(error !== null && { reason: error }),
      })),
    }),
    ...(parked.length > 0 && { parked: parked.map(({ key, error }) => ({ issue: key, reason: error })) }),
    ...(effects.length > 0 && {
      stuck: effects.map(({ key, effect, since, error }) => ({
        ...{ issue: key, effect, since: new Date(since).toISOString() },
        ...(error !== null && { reason: error }),
      })),
    }),
    ...(isLookLate && { full_look: lookedAt === undefined ? "none yet" : new Date(lookedAt).toISOString() }),
    given_up: givenUp,
  };
}
