import { describe, expect, it, vi } from "vitest";
import { type IssueKey, issueKey } from "../../src/issue-key.ts";
import type { Claim, Store } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;
const key: IssueKey = "7#42";

async function claimed(store: Store, at = now, worker = "w"): Promise<Claim> {
  const claim = await store.work.claim(worker, at, minute);
  if (!claim) throw new Error("nothing could be claimed");
  return claim;
}

describeStores("work", (under) => {
  describe("a touch", () => {
    it("makes due no later than asked, and never later than before", async () => {
      const { work } = under.store;
      await work.touch(key, now + minute);
      await work.touch(key, now);
      await work.touch(key, now + 2 * minute);

      expect(await work.nextDueAt()).toBe(now);
    });

    it("of many issues makes each due", async () => {
      const { work } = under.store;
      const keys = Array.from({ length: 2500 }, (_, iid) => issueKey({ projectId: 7, iid }));
      await work.touchAll([...keys, ...keys], now);
      await work.touchAll([], now);

      expect(await work.counts(now)).toEqual({ due: 2500, claimed: 0, parked: 0 });
    });

    it("wakes whoever waits for work, until he no longer listens", async () => {
      const { work, deliveries } = under.store;
      // The listening connection wakes once when it stands.
      const wake = vi.fn();
      const stop = work.onWake(wake);
      await work.touch(key, now);
      expect(wake).toHaveBeenCalled();
      wake.mockClear();
      await deliveries.accept({ id: "a", key, event: "Issue Hook", body: "{}", receivedAt: now });
      await vi.waitFor(() => expect(wake).toHaveBeenCalled());

      stop();
      await new Promise(setImmediate);
      wake.mockClear();
      await work.touch(key, now);

      expect(wake).not.toHaveBeenCalled();
    });
  });

  describe("a claim", () => {
    it("takes the longest-due first, nothing before its time, and nothing twice", async () => {
      const { work } = under.store;
      await work.touch("7#1", now - 1);
      await work.touch("7#2", now - 2);
      await work.touch("7#3", now + 1);

      expect((await claimed(under.store)).key).toBe("7#2");
      expect((await claimed(under.store)).key).toBe("7#1");
      expect(await work.claim("w", now, minute)).toBeUndefined();
      expect((await claimed(under.store, now + 1)).key).toBe("7#3");
    });

    it("is had by one of many who ask at once", async () => {
      const stores = [under.store, under.sharable ? await under.another() : under.store];
      const keys = Array.from({ length: 40 }, (_, iid) => issueKey({ projectId: 7, iid }));
      await under.store.work.touchAll(keys, now);

      // Skipping rows that others are just taking may find nothing for the moment, so ask until all are taken.
      const taken: IssueKey[] = [];
      const asker = async (worker: string, store: Store) => {
        while (taken.length < keys.length) {
          const claim = await store.work.claim(worker, now, minute);
          if (claim) taken.push(claim.key);
        }
      };
      await Promise.all(stores.flatMap((store, n) => ["a", "b", "c"].map((name) => asker(`${name}${n}`, store))));

      expect(taken.toSorted()).toEqual(keys.toSorted());
    });

    it("whose lease ran out can be taken by another", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await claimed(under.store);

      expect(await work.nextDueAt()).toBe(now + minute);
      expect(await work.claim("other", now + minute - 1, minute)).toBeUndefined();
      expect(await work.claim("other", now + minute, minute)).toMatchObject({ key, worker: "other", attempts: 0 });
    });

    it("holds longer when renewed", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      const claim = await claimed(under.store);

      expect(await work.renew(claim, now + 59_000, minute)).toBe(true);

      expect(await work.claim("other", now + minute, minute)).toBeUndefined();
      expect(await work.nextDueAt()).toBe(now + 59_000 + minute);
    });

    it.each(["other", "w"])("that was lost to %s can be neither renewed nor ended", async (winner) => {
      const { work } = under.store;
      await work.touch(key, now);
      const lost = await claimed(under.store);
      const held = await claimed(under.store, now + minute, winner);

      expect(await work.renew(lost, now + minute, minute)).toBe(false);
      await work.finish(lost, undefined);
      await work.fail(lost, now, "too late");
      await work.park(lost, now, "too late");
      await work.release(lost);

      expect(await work.counts(now + minute)).toEqual({ due: 0, claimed: 1, parked: 0 });
      expect(await work.renew(held, now + minute, minute)).toBe(true);
    });

    it("that is given back leaves the row as it was", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await work.fail(await claimed(under.store), now + 5, "Slack is down");
      await work.release(await claimed(under.store, now + 5));

      expect(await work.nextDueAt()).toBe(now + 5);
      expect((await claimed(under.store, now + 5)).attempts).toBe(1);
    });
  });

  describe("a run that is over", () => {
    it("is due when asked for, or never", async () => {
      const { work } = under.store;
      await work.touchAll(["7#1", "7#2"], now);
      await work.finish(await claimed(under.store), now + minute);
      await work.finish(await claimed(under.store), undefined);

      expect(await work.nextDueAt()).toBe(now + minute);
      await work.finish(await claimed(under.store, now + minute), undefined);
      expect(await work.nextDueAt()).toBeUndefined();
    });

    it("is due again at once if the issue was heard of meanwhile, and says so", async () => {
      const { work, deliveries } = under.store;
      await work.touch(key, now);
      const claim = await claimed(under.store);
      await deliveries.accept({ id: "a", key, event: "Note Hook", body: "{}", receivedAt: now + 1 });
      expect(await work.claim("other", now + 1, minute)).toBeUndefined();
      const wake = vi.fn();
      work.onWake(wake);

      await work.finish(claim, now + 10 * minute);

      expect(wake).toHaveBeenCalled();
      expect(await claimed(under.store, now + 1)).toMatchObject({ key, attempts: 0 });
    });

    it("lets issues go first that were due before it began, however much it is talked about", async () => {
      const { work } = under.store;
      await work.touch("7#1", now);
      await work.touch("7#2", now + 1);
      const claim = await claimed(under.store, now + 2);
      await work.touch("7#1", now + 3);
      await work.finish(claim, undefined);

      expect((await claimed(under.store, now + 4)).key).toBe("7#2");
    });
  });

  describe("a run that failed", () => {
    it("waits for its time and counts its attempts, until one succeeds", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await work.fail(await claimed(under.store), now + 1000, "once");
      expect(await work.claim("w", now + 999, minute)).toBeUndefined();
      await work.fail(await claimed(under.store, now + 1000), now + 3000, "twice");

      const third = await claimed(under.store, now + 3000);
      expect(third.attempts).toBe(2);
      await work.finish(third, now + 4000);

      expect((await claimed(under.store, now + 4000)).attempts).toBe(0);
    });

    it("keeps its back-off although the issue was heard of meanwhile", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      const claim = await claimed(under.store);
      await work.touch(key, now);
      await work.fail(claim, now + 1000, "GitLab answered 502");

      expect(await work.nextDueAt()).toBe(now + 1000);
    });

    it("may say why in any characters", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await work.park(await claimed(under.store), now, "answer \0 with 🚒 and \ud83d");

      expect((await work.parked())[0]?.error).toMatch(/^answer .* with 🚒 and /);
    });

    it("keeps its attempts when it is touched while it waits", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await work.fail(await claimed(under.store), now + minute, "GitLab answered 502");
      await work.touch(key, now);

      expect(await claimed(under.store)).toMatchObject({ attempts: 1 });
    });
  });

  describe("a parked issue", () => {
    it("is visible, and due only when it is heard of again, with a fresh count", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      await work.fail(await claimed(under.store), now, "first");
      await work.park(await claimed(under.store), now + 1, "the token may not write");

      expect(await work.nextDueAt()).toBeUndefined();
      expect(await work.parked()).toEqual([{ key, at: now + 1, error: "the token may not write", attempts: 2 }]);
      expect(await work.counts(now)).toEqual({ due: 0, claimed: 0, parked: 1 });

      await work.touch(key, now + 2);

      expect(await work.parked()).toEqual([]);
      expect(await claimed(under.store, now + 2)).toMatchObject({ attempts: 0 });
    });

    it("is not parked if it was heard of during the run", async () => {
      const { work } = under.store;
      await work.touch(key, now);
      const claim = await claimed(under.store);
      await work.touch(key, now);
      await work.park(claim, now + 1, "no such user");

      expect(await work.parked()).toEqual([]);
      expect(await work.nextDueAt()).toBe(now + 1);
    });
  });
});
