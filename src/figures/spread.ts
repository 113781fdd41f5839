/** How a kind of duration is spread, in whole seconds. Both are durations that occurred: the nearest rank. */
export interface Spread {
  count: number;
  /** Null where there is none. */
  median_seconds: number | null;
  p90_seconds: number | null;
}

/** Takes milliseconds. */
export function spreadOf(durations: readonly number[]): Spread {
  const sorted = Float64Array.from(durations).sort();
  const rank = (share: number) => {
    const duration = sorted[Math.ceil(share * sorted.length) - 1];
    return duration === undefined ? null : Math.round(duration / 1000);
  };
  return { count: sorted.length, median_seconds: rank(0.5), p90_seconds: rank(0.9) };
}

/** A part of a whole, 0 to 1; null where there is no whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
