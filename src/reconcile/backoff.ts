const FIRST_MS = 1000;
/** What was down is found up again at most this late. */
const LONGEST_MS = 30_000;

/** How long to wait before try number `attempts + 1` (ms): doubling, a fifth of it by chance so that all do not come back at once. */
export function backoff(attempts: number, chance = Math.random()): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS);
  return Math.round(full * (0.8 + 0.2 * chance));
}
