import type { Store } from "../store/store.ts";
import { pause } from "./background.ts";

const ASK_EVERY_MS = 50;

/** Waits until nothing is due and nothing runs, as long as `patienceMs` allows. Answers whether it came to that. */
export async function untilQuiet(
  store: Store,
  { clock, patienceMs, signal }: { clock: () => number; patienceMs: number; signal: AbortSignal },
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (!signal.aborted && performance.now() < until) {
    const { due, claimed } = await store.work.counts(clock());
    if (due + claimed === 0) return true;
    await pause(ASK_EVERY_MS, signal);
  }
  return false;
}
