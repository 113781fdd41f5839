/**
 * How far apart calls of one method come, in milliseconds, once Slack said that they are too many: what it allows a minute
 * (docs.slack.dev, rate limits). Tier 2 is 20, tier 3 is 50; of chat.postMessage "several hundred" go to a workspace.
 */
const APART_MS: Readonly<Record<string, number>> = {
  "chat.postMessage": 200,
  "conversations.create": 3_000,
  "conversations.setTopic": 3_000,
  "pins.add": 3_000,
  "bookmarks.add": 3_000,
};
const APART_OTHERWISE_MS = 1_200;

/** Those who were told to wait, by method: each has a turn of its own, and the turns are as far apart as Slack likes. */
export interface Queue {
  /** Undefined: go ahead. Else how long to wait before asking again (ms): others wait already. */
  wait(method: string, now: number): number | undefined;
  /** Slack wants none before then (ms from now). Answers how long whoever was told so is to wait. */
  stop(method: string, now: number, retryAfterMs: number): number;
}

/**
 * If all who wait came back at once, most of them would be told to wait again, and each try of theirs costs a look at an
 * issue. A turn is nobody's by name: who comes when one is free takes it, and who finds none gets one at the end.
 */
export function createQueue(): Queue {
  const turns = new Map<string, { first: number; last: number }>();
  const apart = (method: string) => APART_MS[method] ?? APART_OTHERWISE_MS;

  return {
    wait(method, now) {
      const waiting = turns.get(method);
      if (!waiting) return undefined;
      if (now < waiting.first) {
        waiting.last += apart(method);
        return waiting.last - now;
      }
      waiting.first += apart(method);
      if (waiting.first > waiting.last) turns.delete(method);
      return undefined;
    },

    stop(method, now, retryAfterMs) {
      const before = turns.get(method);
      const first = Math.max(before?.first ?? 0, now + retryAfterMs);
      // Turns that would have come before that are void: whoever has one comes too early, and gets another.
      const last = Math.max(before ? before.last + apart(method) : 0, first);
      turns.set(method, { first, last });
      return last - now;
    },
  };
}
