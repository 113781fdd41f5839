import { describe, expect, it, type TestContext, vi } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import { newMemory } from "../../src/escalation/memory.ts";
import type { IssueKey } from "../../src/issue-key.ts";
import { backoff } from "../../src/reconcile/backoff.ts";
import { readMemory } from "../../src/reconcile/other-version.ts";
import { Interrupted, startWorker, type Worker, type WorkerOptions } from "../../src/reconcile/worker.ts";
import type { Store } from "../../src/store/store.ts";
import { openStoreFor } from "./a-store.ts";

const NOW = Date.UTC(2026, 10, 24, 9);

async function working(
  context: TestContext,
  run: WorkerOptions["run"],
  changed: Partial<WorkerOptions> = {},
): Promise<{ store: Store; logged: { fields: object; message: string }[] } & Worker> {
  const store = await openStoreFor(context);
  const logged: { fields: object; message: string }[] = [];
  const log = (fields: object, message: string) => void logged.push({ fields, message });
  const worker = startWorker({
    ...{ store, run, worker: "w", leaseMs: 60, concurrency: 2, pollMs: 1_000, clock: () => NOW },
    log: { info: log, warn: log, error: log },
    ...changed,
  });
  context.onTestFinished(() => worker.stop());
  return { store, logged, ...worker };
}

describe("the worker", () => {
  it("runs several issues at a time, and never one twice", async (context) => {
    const running = new Set<IssueKey>();
    const most = { atOnce: 0, twice: 0, runs: 0 };
    const { store } = await working(context, async (key) => {
      if (running.has(key)) most.twice += 1;
      running.add(key);
      most.atOnce = Math.max(most.atOnce, running.size);
      most.runs += 1;
      // The first one until another joins it, however busy the machine is.
      await vi.waitFor(() => expect(most.atOnce).toBe(2), { timeout: 10_000, interval: 10 });
      running.delete(key);
      return undefined;
    });

    for (let times = 0; times < 3; times += 1) {
      await store.work.touchAll(["7#1", "7#2", "7#3"], NOW);
      await new Promise((wait) => setTimeout(wait, 5));
    }

    await vi.waitFor(async () => expect(await store.work.counts(NOW)).toMatchObject({ due: 0, claimed: 0 }));
    expect(most).toMatchObject({ atOnce: 2, twice: 0 });
    expect(most.runs).toBeGreaterThanOrEqual(3);
  });

  it("waits for an outage as long as was asked, without end", async (context) => {
    const { store } = await working(context, async () => {
      throw new OutsideError("GitLab is away", "repeat", { retryAfterMs: 5_000 });
    });
    await store.work.touch("7#1", NOW);

    await vi.waitFor(async () => expect(await store.work.nextDueAt()).toBe(NOW + 5_000));
    expect(await store.work.parked()).toEqual([]);
  });

  it("leaves what another version remembers to that one for ten minutes, then sets it aside", async (context) => {
    let now = NOW;
    const run = async (key: IssueKey) => {
      readMemory(key, JSON.stringify({ ...newMemory(NOW), news: "of a newer version" }));
      return undefined;
    };
    const { store, look, logged } = await working(context, run, { clock: () => now });
    await store.work.touch("7#1", now);

    for (let times = 1; times < 30; times += 1) {
      await vi.waitFor(async () => expect(await store.work.nextDueAt()).toBe(now + 20_000), { interval: 2 });
      now += 20_000;
      look();
    }

    await vi.waitFor(async () => expect(await store.work.parked()).toMatchObject([{ attempts: 30 }]));
    const messages = logged.map(({ message }) => message);
    expect(messages).toEqual([...Array(29).fill("issue left to another version"), "issue set aside"]);
  });

  it("told that its clock was set forward, does at once what came due", async (context) => {
    let now = NOW;
    let runs = 0;
    const run = async () => {
      runs += 1;
      return undefined;
    };
    const { store, look } = await working(context, run, { clock: () => now, pollMs: 60_000 });
    await store.work.touch("7#1", NOW + 60 * 60_000);

    now += 60 * 60_000;
    look();

    await vi.waitFor(() => expect(runs).toBe(1));
  });

  it("says what to do where GitLab refuses a read, and tries again after five minutes, however often it was refused", async (context) => {
    let now = NOW;
    let refuses = true;
    let runs = 0;
    const { store, logged } = await working(
      context,
      async () => {
        runs += 1;
        if (refuses) throw new OutsideError("GET projects/7/members/all: GitLab answered 403", "give-up");
        return undefined;
      },
      { clock: () => now, pollMs: 5 },
    );
    await store.work.touch("7#1", NOW);
    for (let times = 1; times <= 8; times += 1) {
      await vi.waitFor(async () => expect(await store.work.nextDueAt()).toBe(now + 5 * 60_000));
      expect(runs).toBe(times);
      now += 5 * 60_000;
    }
    expect(logged[0]).toMatchObject({
      message: "issue cannot be read",
      fields: {
        issue: "7#1",
        reason: expect.stringContaining("403"),
        remedy: expect.stringMatching(/role Reporter.*scope api.*every five minutes/),
      },
    });

    refuses = false;
    now += 5 * 60_000;

    await vi.waitFor(() => expect(logged.at(-1)).toMatchObject({ message: "issue looked at" }));
    expect(await store.work.parked()).toEqual([]);
  });

  it("tries what was refused again as soon as somebody touches the issue", async (context) => {
    let runs = 0;
    const { store } = await working(context, async () => {
      runs += 1;
      throw new OutsideError("GitLab answered 403", "give-up");
    });
    await store.work.touch("7#1", NOW);
    await vi.waitFor(async () => expect(await store.work.nextDueAt()).toBe(NOW + 5 * 60_000));

    await store.work.touch("7#1", NOW);

    await vi.waitFor(() => expect(runs).toBe(2));
  });

  it("asks a quiet queue for the next due moment alone, and takes what a clock that was set makes due", async (context) => {
    let now = NOW;
    const run = vi.fn(async () => undefined);
    const { store } = await working(context, run, { clock: () => now, pollMs: 5 });
    await store.work.touch("7#1", NOW + 60_000);
    const asked = vi.spyOn(store.work, "nextDueAt");
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    asked.mockClear();
    const claimed = vi.spyOn(store.work, "claim");

    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(3));

    expect(claimed).not.toHaveBeenCalled();
    now += 60_000;
    await vi.waitFor(() => expect(run).toHaveBeenCalledOnce());
  });

  it("sets aside what fails by a mistake of ours after some attempts", async (context) => {
    let now = NOW;
    const { store, logged } = await working(
      context,
      async () => {
        now += 60_000;
        throw new TypeError("a mistake");
      },
      { clock: () => now, pollMs: 5 },
    );
    await store.work.touch("7#1", NOW);
    const hurry = setInterval(() => {
      now += 60_000;
    }, 2);
    context.onTestFinished(() => clearInterval(hurry));

    await vi.waitFor(async () => expect(await store.work.parked()).toMatchObject([{ attempts: 6 }]), {
      timeout: 5_000,
    });
    expect(logged.at(-1)).toMatchObject({ message: "issue set aside" });
  });

  it("told to stop, tells its runs, gives back what they leave, and ends when they have", async (context) => {
    const { store, stop } = await working(context, async (_key, signal) => {
      await new Promise((told) => signal.addEventListener("abort", told));
      throw new Interrupted("told to stop");
    });
    await store.work.touch("7#1", NOW);
    await vi.waitFor(async () => expect(await store.work.counts(NOW)).toMatchObject({ claimed: 1 }));

    await stop();

    expect(await store.work.counts(NOW)).toEqual({ due: 1, claimed: 0, parked: 0 });
  });

  it("a run whose hold was lost to another is told so", async (context) => {
    let told = false;
    let now = NOW;
    const { store } = await working(
      context,
      async (_key, signal) => {
        await new Promise((aborted) => signal.addEventListener("abort", aborted));
        told = true;
        throw new Interrupted("lost");
      },
      { clock: () => now, leaseMs: 300, concurrency: 1 },
    );
    await store.work.touch("7#1", NOW);
    await vi.waitFor(async () => expect(await store.work.counts(NOW)).toMatchObject({ claimed: 1 }));
    now += 60_000;
    expect(await store.work.claim("another", now, 60_000)).toMatchObject({ key: "7#1" });

    await vi.waitFor(() => expect(told).toBe(true), { timeout: 3_000 });
  });
});

describe("the pause before another try", () => {
  it("doubles from about a second to half a minute at most", () => {
    const pauses = [0, 1, 2, 3, 4, 5, 6, 50].map((attempts) => backoff(attempts, 1));

    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(backoff(0, 0)).toBe(800);
  });
});
