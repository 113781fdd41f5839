const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/** How long to wait before try number `attempts + 1`: doubling, at most five minutes, a fifth of it by chance so that all do not come back at once. */
export function backoff(attempts: number, chance = Math.random()): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS);
  return Math.round(full * (0.8 + 0.2 * chance));
}
