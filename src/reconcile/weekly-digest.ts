import type { Chat } from "../act/ports.ts";
import { OpenEscalation } from "../figures/open-escalation.ts";
import { readLives } from "../figures/report.ts";
import { type Week, weeklyMessage, weekOf } from "../figures/weekly.ts";
import type { DigestName, Store } from "../store/store.ts";
import { morningOf, nextMorning } from "../time/mornings.ts";
import { type KeepSendingOptions, keepSending } from "./keep-sending.ts";
import { isOwed, sendDigest, waitsUntil } from "./send-digest.ts";

export interface WeeklyDigestOptions extends KeepSendingOptions {
  store: Store;
  chat: Pick<Chat, "postReport">;
  /** Resolves once what is due has had its turn, or has had long enough. */
  settled(): Promise<unknown>;
}

/** In the place of a manager; no username begins so. */
const WEEKLY = "#weekly";
/** More are not named, whatever ended. */
const MOST_ENDED = 100;

export function isWeekly({ manager }: DigestName): boolean {
  return manager === WEEKLY;
}

/** Posts the weekly digest where the policy names a channel for it, once a week however many processes do so. */
export function keepSendingWeeklyDigest(options: WeeklyDigestOptions): Promise<void> {
  return keepSending(options, () => sendWeeklyDigest(options));
}

/**
 * On the first working morning of a week, or on a later one where nobody was there then, notes that its digest is owed, and
 * sends what is owed. Answers when to look again (ms).
 */
export async function sendWeeklyDigest(options: WeeklyDigestOptions): Promise<number> {
  const { store, clock, configuration, signal } = options;
  const { working_time, weekly_digest } = configuration().policy;
  // A morning that comes while this is at work is the next one, not one gone by.
  const next = nextMorning(clock(), working_time, working_time.time_zone);
  if (weekly_digest.channel === null || !morningOf(clock(), working_time, working_time.time_zone)) return next;

  const week = weekOf(clock(), working_time.time_zone);
  const own = await ownDigest(store, week, clock());
  if (!own) {
    await options.settled();
    if (signal.aborted) return next;
    const name = { manager: WEEKLY, day: week.monday };
    await store.digests.want([{ ...name, morningAt: clock(), expiresAt: week.until }], clock());
  } else if (!isOwed(own)) return next;
  else if (waitsUntil(own) > clock()) return waitsUntil(own);

  await sendDigest(
    { manager: WEEKLY, day: week.monday },
    {
      ...{ store, clock, log: options.log },
      period: "week",
      compose: async () => weeklyMessage(week, await factsFor(week, options)),
      async tell(message, since) {
        const { channel } = configuration().policy.weekly_digest;
        if (channel === null) return "the policy names no channel for it any more";
        const key = `weekly-digest/${week.monday}`;
        await options.chat.postReport({ channel, setting: "weekly_digest.channel", message, key, since });
        return undefined;
      },
    },
  );
  const after = await ownDigest(store, week, clock());
  return after && isOwed(after) ? waitsUntil(after) : next;
}

async function ownDigest(store: Store, { monday }: Week, now: number) {
  return (await store.digests.current(now)).find((digest) => isWeekly(digest) && digest.day === monday);
}

async function factsFor(week: Week, { store, clock, configuration }: WeeklyDigestOptions) {
  const { policy, directory } = configuration();
  const [open, kept] = await Promise.all([store.escalations.list({ open: true }), store.escalations.lives()]);
  const lives = readLives(kept);
  const { from, to } = week.told;
  const endedKeys = kept.filter((_, index) => {
    const life = lives[index];
    const last = life?.ends.at(-1);
    return life?.isOpen === false && last !== undefined && last.day >= from && last.day <= to;
  });
  const ended = await Promise.all(endedKeys.slice(0, MOST_ENDED).map(({ key }) => store.escalations.load(key)));
  return {
    ...{ lives, directory, now: clock(), timeZone: policy.working_time.time_zone },
    open: open.map(({ summary }) => OpenEscalation.parse(JSON.parse(summary))),
    ended: ended.filter((one) => one !== undefined).map(({ summary }) => OpenEscalation.parse(JSON.parse(summary))),
  };
}
