import type { IssueKey } from "../issue-key.ts";
import type { Effect } from "../store/store.ts";
import { isOwed } from "./lanes.ts";
import type { Reconciler } from "./reconciler.ts";
import { nameOf } from "./run-effects.ts";

/**
 * When something is due by itself: a question asked again, an effect tried again. What runs is either this process's own,
 * which is told of when it ends, or a dead one's: that one's hold on the issue ran out already, and its hold on effects,
 * renewed as often, follows within a third of the time.
 */
export function nextLook(
  key: IssueKey,
  effects: readonly Effect[],
  recheckAt: number | undefined,
  { clock, leaseMs, inFlight }: Reconciler,
): number | undefined {
  // Behind the head of its stream an effect waits for that one, whatever its own time says.
  const streams = Map.groupBy(effects.filter(isOwed), ({ lane, stream }) => `${lane}/${stream}`);
  const heads = [...streams.values()].flatMap(([head]) => head ?? []);
  const waits = heads.map(({ key: effect, state, dueAt }) => {
    if (state !== "running") return dueAt;
    return clock() + (inFlight.has(nameOf(key, effect)) ? 2 * leaseMs : leaseMs / 3);
  });
  const times = [recheckAt, ...waits].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.round(Math.min(...times));
}
