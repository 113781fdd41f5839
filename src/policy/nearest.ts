/**
 * The candidate that was probably meant: the one fewest slips of the finger away, if it is near enough to be a slip, by
 * default one in three letters. Case does not count.
 */
export function nearest(
  typed: string,
  candidates: Iterable<string>,
  allowed = Math.max(1, Math.floor(typed.length / 3)),
): string | undefined {
  let best: { candidate: string; slips: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) > allowed) continue;
    const slips = distance(typed.toLowerCase(), candidate.toLowerCase());
    if (slips <= allowed && (best === undefined || slips < best.slips)) best = { candidate, slips };
  }
  return best?.candidate;
}

/**
 * How many slips make one word of another: a letter put in, taken out or changed, or two neighbours swapped
 * (optimal string alignment distance).
 */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          changed,
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          swapped ? (beforePrevious[column - 2] ?? 0) + 1 : changed,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
