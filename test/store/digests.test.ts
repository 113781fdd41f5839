import { expect, it } from "vitest";
import type { Digest, NewDigest, Store } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";

const hour = 60 * 60_000;
const minute = 60_000;
/** 09:00 in Berlin. */
const morning = Date.UTC(2026, 10, 24, 8);
const midnight = Date.UTC(2026, 10, 24, 23);

const digest = (manager: string, more: Partial<NewDigest> = {}): NewDigest => ({
  ...{ manager, day: "2026-11-24", morningAt: morning, expiresAt: midnight },
  ...more,
});
const mona = { manager: "mona", day: "2026-11-24" };

async function states(store: Store, now: number): Promise<Record<string, Digest["state"]>> {
  const current = await store.digests.current(now);
  return Object.fromEntries(current.map(({ manager, day, state }) => [`${manager} ${day}`, state]));
}

describeStores("digests", (under) => {
  it("are owed once for each manager and day, whoever asks", async () => {
    const stores = [under.store, under.sharable ? await under.another() : under.store];
    await Promise.all(
      stores.map((store) => store.digests.want([digest("mona"), digest("max", { day: "2026-11-25" })], morning)),
    );
    await under.store.digests.want([digest("mona", { morningAt: morning + hour })], morning + hour);
    await under.store.digests.want([], morning);

    expect(await under.store.digests.current(morning)).toEqual(
      ["max 2026-11-25", "mona 2026-11-24"].map((name) => ({
        ...digest(name.split(" ")[0] ?? "", { day: name.split(" ")[1] ?? "" }),
        ...{ state: "pending", attempts: 0, dueAt: morning, firstTriedAt: undefined, heldUntil: undefined },
      })),
    );
  });

  it("are taken by one of those who want them at the same time", async () => {
    const stores = [under.store, under.sharable ? await under.another() : under.store];
    await under.store.digests.want([digest("mona")], morning);

    const taken = await Promise.all(
      [...stores, ...stores].map(({ digests }) => digests.begin(mona, morning, 2 * minute)),
    );

    expect(taken.filter((one) => one !== undefined)).toEqual([
      expect.objectContaining({ ...mona, state: "pending", firstTriedAt: morning }),
    ]);
    expect(await states(under.store, morning)).toEqual({ "mona 2026-11-24": "running" });
  });

  it("whose holder is gone are taken again, and known to have been begun", async () => {
    const { digests } = under.store;
    await digests.want([digest("mona")], morning);
    await digests.begin(mona, morning, minute);

    expect(await digests.begin(mona, morning + minute - 1, minute)).toBeUndefined();
    expect(await digests.begin(mona, morning + minute, minute)).toMatchObject({
      state: "running",
      firstTriedAt: morning,
    });
  });

  it("that were not sent wait for their time, and those of unknown fate say so", async () => {
    const { digests } = under.store;
    await digests.want([digest("mona")], morning);
    await digests.begin(mona, morning, minute);
    await digests.settle(mona, { state: "unknown", retryAt: morning + minute, error: "no answer" });

    expect(await digests.begin(mona, morning + 1, minute)).toBeUndefined();
    expect(await digests.begin(mona, morning + minute, minute)).toMatchObject({ state: "unknown", attempts: 1 });
    await digests.settle(mona, { state: "pending", retryAt: morning + hour, error: "rate limited" });
    expect(await digests.begin(mona, morning + hour, minute)).toMatchObject({
      ...{ state: "pending", attempts: 2, firstTriedAt: morning },
    });
  });

  it("that are over stay so, and are known until their day is over", async () => {
    const { digests } = under.store;
    await digests.want([digest("mona"), digest("max"), digest("kim")], morning);
    for (const manager of ["mona", "max"]) await digests.begin({ ...mona, manager }, morning, minute);
    await digests.settle(mona, { state: "done" });
    await digests.settle(mona, { state: "unknown", retryAt: morning, error: "said by somebody who lost it" });
    await digests.settle({ ...mona, manager: "max" }, { state: "given-up", error: "unknown to Slack" });
    await digests.want([digest("mona")], morning);

    expect(await states(under.store, midnight - 1)).toEqual({
      ...{ "mona 2026-11-24": "done", "max 2026-11-24": "given-up", "kim 2026-11-24": "pending" },
    });
    expect(await digests.begin(mona, midnight - 1, minute)).toBeUndefined();
    expect(await states(under.store, midnight)).toEqual({ "kim 2026-11-24": "pending" });
  });

  it("of days long over are swept", async () => {
    await under.store.digests.want([digest("mona")], morning);
    await under.store.sweep({ deliveries: midnight, timelines: 0 });
    expect(await states(under.store, midnight)).toEqual({ "mona 2026-11-24": "pending" });

    await under.store.sweep({ deliveries: midnight + 1, timelines: 0 });

    expect(await states(under.store, midnight)).toEqual({});
  });

  it("outlive the process, one that was under way with its fate unknown", async () => {
    await under.store.digests.want([digest("mona"), digest("max")], morning);
    await under.store.digests.begin(mona, morning, minute);

    const store = await under.reopen();

    expect(await states(store, morning)).toEqual({
      "max 2026-11-24": "pending",
      "mona 2026-11-24": under.sharable ? "running" : "unknown",
    });
    expect(await store.digests.begin(mona, morning + minute, minute)).toMatchObject({ firstTriedAt: morning });
  });
});
