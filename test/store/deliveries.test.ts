import { expect, it } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import type { Delivery } from "../../src/store/store.ts";
import { describeStores } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24, 9);
const minute = 60_000;
const delivery = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  key: "7#42",
  event: "Issue Hook",
  body: "{}",
  receivedAt: now,
  ...more,
});

describeStores("deliveries", (under) => {
  it("a new delivery is kept and makes its issue due at once", async () => {
    const { deliveries, work } = under.store;

    expect(await deliveries.accept(delivery("a"))).toBe("kept");

    expect(await work.nextDueAt()).toBe(now);
    expect(await work.claim("w", now, minute)).toMatchObject({ key: "7#42", worker: "w", attempts: 0, dueAt: now });
  });

  it("a delivery that is known touches nothing", async () => {
    const { deliveries, work } = under.store;
    await deliveries.accept(delivery("a"));
    const claim = await work.claim("w", now, minute);
    if (claim) await work.finish(claim, undefined);

    expect(await deliveries.accept(delivery("a", { key: "7#43", receivedAt: now + 1 }))).toBe("known");

    expect(await work.nextDueAt()).toBeUndefined();
  });

  it("of two copies that arrive together one is kept", async () => {
    const { deliveries } = under.store;

    const answers = await Promise.all([deliveries.accept(delivery("a")), deliveries.accept(delivery("a"))]);

    expect(answers).toEqual(["kept", "known"]);
  });

  it("every delivery of a burst is kept once, and every issue is due from its first", async () => {
    const { deliveries, work } = under.store;
    const burst = Array.from({ length: 300 }, (_, n) =>
      delivery(`burst-${n}`, { key: issueKey({ projectId: 7, iid: n % 30 }), receivedAt: now + n }),
    );

    const answers = await Promise.all([...burst, ...burst].map((one) => deliveries.accept(one)));

    expect(answers.filter((answer) => answer === "kept")).toHaveLength(300);
    expect(await work.counts(now + 29)).toEqual({ due: 30, claimed: 0, parked: 0 });
    expect(await work.nextDueAt()).toBe(now);
  });

  it("what was accepted is there after a restart", async () => {
    await under.store.deliveries.accept(delivery("a"));

    const store = await under.reopen();

    expect(await store.deliveries.accept(delivery("a"))).toBe("known");
    expect(await store.work.nextDueAt()).toBe(now);
  });

  it("closing commits what was still waiting", async () => {
    const accepted = under.store.deliveries.accept(delivery("a"));

    const store = await under.reopen();

    expect(await accepted).toBe("kept");
    expect(await store.deliveries.accept(delivery("a"))).toBe("known");
  });

  it("a closed store refuses deliveries as unavailable", async () => {
    const { store } = under;
    await store.close();

    await expect(store.deliveries.accept(delivery("a"))).rejects.toMatchObject({ name: "StoreUnavailable" });
    await expect(store.work.nextDueAt()).rejects.toMatchObject({ name: "StoreUnavailable" });
    await expect(store.ping()).rejects.toMatchObject({ name: "StoreUnavailable" });
  });

  it("a delivery that cannot be kept fails alone", async () => {
    const { deliveries } = under.store;
    // A hole that the types do not let happen stands for whatever the database may refuse.
    const broken = Object.assign(delivery("broken"), { event: undefined });

    const answers = await Promise.allSettled([delivery("a"), broken, delivery("b")].map(deliveries.accept));

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("large bodies are kept as they came", async () => {
    const body = JSON.stringify({ text: `ünïcode 🚒 ${"x".repeat(6_000_000)}` });

    const answers = await Promise.all(["a", "b"].map((id) => under.store.deliveries.accept(delivery(id, { body }))));

    expect(answers).toEqual(["kept", "kept"]);
  });

  it("the sweep removes what is older, all of it, and says how many", async () => {
    const { deliveries } = under.store;
    const old = Array.from({ length: 450 }, (_, n) => delivery(`old-${n}`, { receivedAt: now - 1 }));
    await Promise.all([...old, delivery("young")].map(deliveries.accept));

    expect(await under.store.sweep({ deliveries: now, timelines: 0 })).toBe(450);

    expect(await deliveries.accept(delivery("young"))).toBe("known");
    expect(await deliveries.accept(delivery("old-1"))).toBe("kept");
  });

  it("answers a ping", async () => {
    await expect(under.store.ping()).resolves.toBeUndefined();
  });
});
