import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { Chat } from "../act/ports.ts";
import { DigestLine } from "../decide/concerns.ts";
import { type Configuration, digestFor, digestsOwed, morningsDue, nextMorningDue } from "../decide/digest.ts";
import type { Digest, DigestOutcome, Store } from "../store/store.ts";
import { pause } from "./background.ts";
import type { Log } from "./log.ts";

export interface DigestsOptions {
  store: Store;
  chat: Pick<Chat, "tellPerson">;
  configuration(): Configuration;
  /** Resolves once what is due has had its turn, or has had long enough: what is told should be how things stand. */
  settled(): Promise<unknown>;
  clock: () => number;
  log: Log;
  /** How often the clock is looked at (ms); nothing is asked of the store for that. */
  pollMs: number;
  /** Ends it. */
  signal: AbortSignal;
}

/** A digest is not urgent: what did not work is tried again after this, or when chat says. */
const RETRY_MS = 60_000;
/** Longer than all calls of one attempt can take together. */
const HOLD_MS = 120_000;
/** A fact for each zone: the last local date whose morning was looked at. */
const LOOKED = "digest-morning/";

/**
 * Sends managers their daily digests (P-ROLE-1), until `signal` ends it. Asks the store only when a morning has come, when
 * something is to be tried again, and when the files have changed. Any number of processes may do so at once.
 */
export async function keepSendingDigests(options: DigestsOptions): Promise<void> {
  const { clock, log, pollMs, signal } = options;
  let nextAt = Number.NEGATIVE_INFINITY;
  let inForce: Configuration | undefined;
  while (!signal.aborted) {
    const { policy, directory } = options.configuration();
    if (clock() >= nextAt || inForce?.policy !== policy || inForce.directory !== directory) {
      inForce = { policy, directory };
      nextAt = await sendDigests(options).catch((err: unknown) => {
        if (!signal.aborted) log.error({ err }, "digests could not be seen to");
        return clock() + RETRY_MS;
      });
    }
    await pause(Math.max(Math.min(nextAt - clock(), pollMs), 0), signal);
  }
}

/**
 * Notes whose digests the mornings that have come bring, then sends what is owed. In this order, so that whoever comes
 * after a crash goes on with it. Answers when to look again (ms).
 */
export async function sendDigests(options: DigestsOptions): Promise<number> {
  const { store, clock, signal } = options;
  // A morning that comes while this is at work is the next one, not one gone by.
  const begun = clock();
  let lines: Promise<DigestLine[]> | undefined;
  const openLines = () => {
    lines ??= openEscalations(store);
    return lines;
  };
  await noteOwed(options, openLines);
  const owed = (await store.digests.current(clock())).filter(({ state }) => state !== "done" && state !== "given-up");
  const due = owed.filter((digest) => waitsUntil(digest) <= clock());
  if (!signal.aborted) await Promise.all(due.map((digest) => send(digest, options, openLines)));
  const waiting = due.length === 0 ? owed : await store.digests.current(clock());
  const times = waiting.filter(({ state }) => state !== "done" && state !== "given-up").map(waitsUntil);
  return Math.min(nextMorningDue(options.configuration(), begun), ...times);
}

async function noteOwed(options: DigestsOptions, openLines: () => Promise<DigestLine[]>): Promise<void> {
  const { store, clock } = options;
  const looked = await store.facts.startingWith(LOOKED);
  const days = new Map(
    looked.map(({ name, value }) => [name.slice(LOOKED.length), z.string().parse(JSON.parse(value))]),
  );
  if (morningsDue(options.configuration(), days, clock()).length === 0) return;

  await options.settled();
  if (options.signal.aborted) return;
  const now = clock();
  const configuration = options.configuration();
  const mornings = morningsDue(configuration, days, now);
  const owed = digestsOwed(mornings, await openLines(), await store.digests.current(now), configuration, now);
  await store.digests.want(owed, now);
  for (const { timeZone, day } of mornings) await store.facts.set(`${LOOKED}${timeZone}`, JSON.stringify(day), now);
}

async function openEscalations(store: Store): Promise<DigestLine[]> {
  const open = await store.escalations.list({ open: true });
  return open.map(({ summary }) => DigestLine.parse(JSON.parse(summary)));
}

/** One attempt, if nobody else is at it: noted before it begins and after it ended, as an effect is. */
async function send(
  { manager, day }: Digest,
  options: DigestsOptions,
  openLines: () => Promise<DigestLine[]>,
): Promise<void> {
  const { store, chat, clock, log } = options;
  const begun = await store.digests.begin({ manager, day }, clock(), HOLD_MS);
  if (begun) await store.digests.settle({ manager, day }, await attempted(begun));

  async function attempted(digest: Digest): Promise<DigestOutcome> {
    if (clock() >= digest.expiresAt) return notSent("the day was over before Slack took it");
    // Held by nobody and yet begun: the one who began it is gone, and what came of it unknown.
    const uncertain = digest.state === "unknown" || digest.state === "running";
    try {
      const message = digestFor(digest, await openLines(), options.configuration(), clock());
      if (!message) return { state: "done" };
      const since = uncertain ? digest.firstTriedAt : undefined;
      const told = await chat.tellPerson({ username: manager, message, key: `digest/${manager}/${day}`, since });
      if (told === "unknown")
        return notSent("Slack does not know them: give them a slack_id or email in the directory");
      log.info({ manager, day }, "digest sent");
      return { state: "done" };
    } catch (error) {
      return failed(error, digest, uncertain);
    }
  }

  function failed(error: unknown, digest: Digest, uncertain: boolean): DigestOutcome {
    const reason = error instanceof Error ? error.message : String(error);
    const expected = error instanceof OutsideError;
    if (expected && error.remedy === "give-up")
      return notSent(uncertain ? `an attempt may have sent it, and that cannot be found out: ${reason}` : reason);
    const fields = { manager, day, attempts: digest.attempts + 1, reason };
    log.warn(expected ? fields : { ...fields, err: error }, "digest has to wait");
    const wait = Math.max((expected ? error.retryAfterMs : undefined) ?? 0, RETRY_MS);
    const state = expected && error.remedy === "repeat" && !uncertain ? "pending" : "unknown";
    return { state, retryAt: clock() + wait, error: reason };
  }

  /** For the operator, once: it is not tried again. */
  function notSent(reason: string): DigestOutcome {
    log.error({ manager, day, reason }, "digest not sent");
    return { state: "given-up", error: reason };
  }
}

function waitsUntil({ state, dueAt, heldUntil }: Digest): number {
  return state === "running" ? (heldUntil ?? dueAt) : dueAt;
}
