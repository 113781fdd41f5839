import { OutsideError } from "../act/outside-error.ts";
import type { Message } from "../decide/message.ts";
import type { Digest, DigestName, DigestOutcome, Store } from "../store/store.ts";
import type { Log } from "./log.ts";

/** A digest is not urgent: what did not work is tried again after this, or when chat says. */
export const RETRY_MS = 60_000;
/** Longer than all calls of one attempt can take together. */
const HOLD_MS = 120_000;

export interface Sending {
  store: Store;
  clock: () => number;
  log: Log;
  /** After which it is not sent any more. */
  period: "day" | "week";
  /** What it says now; undefined: nothing any more. */
  compose(digest: Digest): Promise<Message | undefined>;
  /** Answers why it cannot be told at all, or nothing. `since` stands where an earlier attempt may have got through. */
  tell(message: Message, since: number | undefined): Promise<string | undefined>;
}

/** One attempt, if nobody else is at it: noted before it begins and after it ended, as an effect is. */
export async function sendDigest({ manager, day }: DigestName, sending: Sending): Promise<void> {
  const { store, clock, log, period, compose, tell } = sending;
  const begun = await store.digests.begin({ manager, day }, clock(), HOLD_MS);
  if (begun) await store.digests.settle({ manager, day }, await attempted(begun));

  async function attempted(digest: Digest): Promise<DigestOutcome> {
    if (clock() >= digest.expiresAt) return notSent(`the ${period} was over before Slack took it`);
    // Held by nobody and yet begun: the one who began it is gone, and what came of it unknown.
    const uncertain = digest.state === "unknown" || digest.state === "running";
    try {
      const message = await compose(digest);
      if (!message) return { state: "done" };
      const problem = await tell(message, uncertain ? digest.firstTriedAt : undefined);
      if (problem !== undefined) return notSent(problem);
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

export function isOwed({ state }: Digest): boolean {
  return state !== "done" && state !== "given-up";
}

export function waitsUntil({ state, dueAt, heldUntil }: Digest): number {
  return state === "running" ? (heldUntil ?? dueAt) : dueAt;
}
