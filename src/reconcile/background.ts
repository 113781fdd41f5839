import { OutsideError } from "../act/outside-error.ts";
import { backoff } from "./backoff.ts";
import type { Log } from "./log.ts";

/** What goes on beside everything else, so that a shutdown can wait for it. */
export interface Background {
  /** Takes charge of some work: a failure is logged. */
  run(work: Promise<unknown>): void;
  /** Resolves once none of it goes on. */
  ended(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const going = new Set<Promise<unknown>>();
  return {
    run(work) {
      const done: Promise<unknown> = work
        .catch((err: unknown) => log.error({ err }, "work in the background failed"))
        .finally(() => going.delete(done));
      going.add(done);
    },
    async ended() {
      while (going.size > 0) await Promise.all(going);
    },
  };
}

/** Tries until it works or `signal` ends it, pausing longer and longer, at most `longestMs`. */
export async function keepTrying(
  work: () => Promise<void>,
  { signal, longestMs, onFailure }: { signal: AbortSignal; longestMs: number; onFailure: (error: unknown) => void },
): Promise<void> {
  for (let attempts = 0; !signal.aborted; attempts += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error);
      const asked = error instanceof OutsideError ? error.retryAfterMs : undefined;
      await pause(asked ?? Math.min(backoff(attempts), longestMs), signal);
    }
  }
}

/** Resolves after a time (ms), or as soon as `signal` is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
