import type { WatchedConfiguration } from "../policy/configuration.ts";
import { sharedLook } from "../reconcile/full-look.ts";
import type { Log } from "../reconcile/log.ts";
import type { ConfigurationSource } from "./configuration-source.ts";

/**
 * Reads policy and directory from their project again: what is valid comes into force and is kept for the next start; of
 * what is not, or cannot be had, the last good version stays. Reads that are asked for during one are the next one.
 */
export function projectReader(
  source: ConfigurationSource | undefined,
  { configuration, clock, log }: { configuration: WatchedConfiguration; clock: () => number; log: Log },
): () => Promise<unknown> {
  if (!source) return () => Promise.resolve();
  const read = sharedLook(async () => {
    try {
      // Judged once: a refusal is told when it is new.
      if (await source.refresh()) await configuration.reload();
      await source.keep(configuration.status(), clock());
    } catch (error) {
      log.warn({ reason: String(error) }, "policy and directory not read from the project, the last good ones stay");
    }
    return 0;
  });
  return () => read();
}
