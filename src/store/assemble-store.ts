import type { Engine } from "./engine.ts";
import { groupCommit } from "./group-commit.ts";
import type { Store } from "./store.ts";

/** The store on an engine: shares commits, and calls back when something may have become due. */
export function assembleStore(engine: Engine): Store {
  const { queries } = engine;
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  engine.onWake(wake);

  const deliveries = groupCommit(async (group) => {
    const answers = await queries.accept(group);
    // After the answers: nobody who waits for one is held up by the listeners.
    if (answers.includes("kept")) setImmediate(wake);
    return answers;
  });

  return {
    deliveries: { accept: deliveries.accept },
    work: {
      touch: (key, dueAt) => queries.touch([key], dueAt).then(wake),
      touchAll: async (keys, dueAt) => {
        if (keys.length > 0) await queries.touch(keys, dueAt).then(wake);
      },
      claim: queries.claim,
      renew: queries.renew,
      finish: async (claim, recheckAt) => {
        if (await queries.finish(claim, recheckAt)) wake();
      },
      fail: queries.fail,
      park: async (claim, at, error) => {
        if (await queries.park(claim, at, error)) wake();
      },
      release: (claim) => queries.release(claim).then(wake),
      nextDueAt: queries.nextDueAt,
      parked: queries.parked,
      counts: queries.counts,
      onWake(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    escalations: {
      knows: queries.knows,
      load: queries.load,
      commit: queries.commit,
      begin: queries.begin,
      renewEffects: queries.renewEffects,
      settle: queries.settle,
      rename: queries.rename,
      timeline: queries.timeline,
      ofCustomer: queries.ofCustomer,
      watching: queries.watching,
      retryGivenUp: queries.retryGivenUp,
      list: queries.list,
      line: queries.escalationLine,
      everyOf: queries.linesOfCustomer,
      changedAt: queries.escalationsChangedAt,
      lives: queries.lives,
      troubled: queries.troubled,
    },
    facts: { get: queries.getFact, set: queries.setFact, startingWith: queries.factsStartingWith },
    digests: {
      want: queries.wantDigests,
      current: queries.currentDigests,
      begin: queries.beginDigest,
      settle: queries.settleDigest,
    },
    overdue: queries.overdue,
    ping: queries.ping,
    async sweep({ deliveries: before, timelines }) {
      await queries.sweepDigests(before);
      while ((await queries.sweepTimelines(timelines)) > 0);
      let swept = 0;
      for (;;) {
        const some = await queries.sweepSome(before);
        if (some === 0) return swept;
        swept += some;
      }
    },
    async close() {
      await deliveries.close();
      await engine.close();
    },
  };
}
