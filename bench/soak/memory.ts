import type { Memory } from "./orders.ts";

/** Fewer tell nothing of a trend. */
const FEWEST = 8;
/** What the last quarter may be above the second, in which all is warm: so much, or so many bytes. */
const MORE = { share: 0.1, bytes: 10e6 };

export interface Trend {
  /** In the second and the last quarter of the time, in bytes: the middle value. */
  before: number;
  after: number;
  /** What the last quarter may be at most to count as flat. */
  most: number;
}

/** What became of memory after it was warm; undefined where there are too few samples to say. */
export function trendOf(samples: readonly Memory[], of: keyof Memory): Trend | undefined {
  if (samples.length < FEWEST) return undefined;
  const quarter = Math.floor(samples.length / 4);
  const before = middle(samples.slice(quarter, 2 * quarter).map((sample) => sample[of]));
  const after = middle(samples.slice(-quarter).map((sample) => sample[of]));
  return { before, after, most: before + Math.max(MORE.bytes, MORE.share * before) };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
