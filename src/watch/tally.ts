/** What this process has found and done since it began. */
export interface Tally {
  /** Issues that full looks found. */
  found: number;
  /** Effects done, by system and kind of action: `slack/post-message`. */
  done: Readonly<Record<string, number>>;
}

export interface Counting {
  find(issues: number): void;
  do(lane: string, type: string): void;
  now(): Tally;
}

export const NONE: Tally = { found: 0, done: {} };

export function createTally(): Counting {
  let found = 0;
  const done: Record<string, number> = {};
  return {
    find(issues) {
      found += issues;
    },
    do(lane, type) {
      const kind = `${lane}/${type}`;
      done[kind] = (done[kind] ?? 0) + 1;
    },
    now: () => ({ found, done: { ...done } }),
  };
}

/** What came on top. `lane` names the only system whose effects count. */
export function since(before: Tally, after: Tally, lane?: string): Tally {
  const more = Object.entries(after.done)
    .map(([kind, count]) => [kind, count - (before.done[kind] ?? 0)] as const)
    .filter(([kind, count]) => count > 0 && (lane === undefined || kind.startsWith(`${lane}/`)));
  return { found: after.found - before.found, done: Object.fromEntries(more) };
}
