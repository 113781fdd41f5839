import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import { pause } from "./background.ts";
import type { Log } from "./log.ts";
import { RETRY_MS } from "./send-digest.ts";

export interface KeepSendingOptions {
  configuration(): { policy: Policy; directory: Directory };
  clock: () => number;
  log: Log;
  /** How often the clock is looked at (ms); nothing is asked of the store for that. */
  pollMs: number;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Sends what is owed whenever it is time, until `signal` ends it. `send` answers when to look again (ms); it is asked before
 * that only where the files have changed.
 */
export async function keepSending(options: KeepSendingOptions, send: () => Promise<number>): Promise<void> {
  const { configuration, clock, log, pollMs, signal } = options;
  let nextAt = Number.NEGATIVE_INFINITY;
  let inForce: ReturnType<typeof configuration> | undefined;
  while (!signal.aborted) {
    const { policy, directory } = configuration();
    if (clock() >= nextAt || inForce?.policy !== policy || inForce.directory !== directory) {
      inForce = { policy, directory };
      nextAt = await send().catch((err: unknown) => {
        if (!signal.aborted) log.error({ err }, "digests could not be seen to");
        return clock() + RETRY_MS;
      });
    }
    await pause(Math.max(Math.min(nextAt - clock(), pollMs), 0), signal);
  }
}
