import { z } from "zod";
import type { Chat } from "../act/ports.ts";
import { type DigestLine, readDigestLine } from "../decide/concerns.ts";
import { type Configuration, digestFor, digestsOwed, morningsDue, nextMorningDue } from "../decide/digest.ts";
import type { Digest, Store } from "../store/store.ts";
import { keepSending } from "./keep-sending.ts";
import type { Log } from "./log.ts";
import { isOwed, sendDigest, waitsUntil } from "./send-digest.ts";
import { isWeekly } from "./weekly-digest.ts";

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

/** A fact for each zone: the last local date whose morning was looked at. */
const LOOKED = "digest-morning/";

/** Sends managers their daily digests (P-ROLE-1), until `signal` ends it. Any number of processes may do so at once. */
export function keepSendingDigests(options: DigestsOptions): Promise<void> {
  return keepSending(options, () => sendDigests(options));
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
  const owed = await owedNow(options);
  const due = owed.filter((digest) => waitsUntil(digest) <= clock());
  if (!signal.aborted) await Promise.all(due.map((digest) => send(digest, options, openLines)));
  const waiting = due.length === 0 ? owed : await owedNow(options);
  return Math.min(nextMorningDue(options.configuration(), begun), ...waiting.map(waitsUntil));
}

/** Managers' alone: the weekly digest is another's business. */
async function owedNow({ store, clock }: DigestsOptions): Promise<Digest[]> {
  return (await store.digests.current(clock())).filter((digest) => isOwed(digest) && !isWeekly(digest));
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
  return open.flatMap(({ summary }) => readDigestLine(summary) ?? []);
}

function send(
  { manager, day }: Digest,
  { store, chat, clock, log, configuration }: DigestsOptions,
  openLines: () => Promise<DigestLine[]>,
): Promise<void> {
  return sendDigest(
    { manager, day },
    {
      ...{ store, clock, log },
      period: "day",
      compose: async (digest) => digestFor(digest, await openLines(), configuration(), clock()),
      async tell(message, since) {
        const told = await chat.tellPerson({ username: manager, message, key: `digest/${manager}/${day}`, since });
        return told === "unknown"
          ? "Slack does not know them: give them a slack_id or email in the directory"
          : undefined;
      },
    },
  );
}
