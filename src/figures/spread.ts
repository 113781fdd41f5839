import { z } from "zod";

/** How a kind of duration is spread, in whole seconds; null where there is none. Both occurred: the nearest rank. */
export const Spread = z.object({
  count: z.number(),
  median_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
});
export type Spread = z.infer<typeof Spread>;

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
