import { describe, expect, it, type TestContext } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { Ports } from "../../src/act/perform.ts";
import type { Chat } from "../../src/act/ports.ts";
import { type EffectsRunner, runEffects } from "../../src/reconcile/run-effects.ts";
import type { Store } from "../../src/store/store.ts";
import { openStoreFor } from "./a-store.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const KEY = "7#1";

interface Scene {
  store: Store;
  runner: EffectsRunner;
  /** What Slack was asked, in order. */
  asked: string[];
  /** What the next calls do instead of answering. */
  mishaps: (Error | Promise<void>)[];
  logged: { level: string; fields: object; message: string }[];
  pass(ms: number): void;
  run(): Promise<void>;
  states(): Promise<string[]>;
}

const topic = (text: string) => JSON.stringify({ type: "set-topic", channelId: "C1", topic: text });

/** Three effects: two of one stream, one of another. */
async function scene(context: TestContext, { first = topic("first") } = {}): Promise<Scene> {
  const store = await openStoreFor(context);
  let now = NOW;
  const asked: string[] = [];
  const mishaps: Scene["mishaps"] = [];
  await store.escalations.commit({
    ...{ key: KEY, memory: "{}", view: { open: true, customer: null, summary: "{}" } },
    ...{ replace: [], timeline: [], watched: [], at: NOW },
    effects: [
      { key: "first", lane: "slack", stream: "a", action: first },
      { key: "second", lane: "slack", stream: "a", action: topic("second") },
      { key: "other", lane: "slack", stream: "b", action: topic("other") },
    ],
  });
  const chat: Pick<Chat, "setTopic"> = {
    async setTopic({ topic: text, since }) {
      asked.push(since === undefined ? text : `${text}, looked up`);
      const mishap = mishaps.shift();
      if (mishap instanceof Error) throw mishap;
      await mishap;
    },
  };
  const logged: Scene["logged"] = [];
  const log = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message });
  const runner: EffectsRunner = {
    store,
    ports: { chat } as Ports,
    ...{ worker: "w", leaseMs: 3_000, clock: () => now },
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    signal: new AbortController().signal,
    inFlight: new Set(),
  };
  const effects = async () => (await store.escalations.load(KEY))?.effects ?? [];
  return {
    ...{ store, runner, asked, mishaps, logged },
    pass(ms) {
      now += ms;
    },
    run: async () => void (await runEffects(KEY, "slack", await effects(), runner)),
    states: async () => (await effects()).map(({ key, state }) => `${key}: ${state}`),
  };
}

describe("what is owed", () => {
  it("is done stream by stream, each in its order", async (context) => {
    const { run, asked, states } = await scene(context);

    await run();

    expect(asked.filter((text) => text !== "other")).toEqual(["first", "second"]);
    expect(await states()).toEqual(["first: done", "second: done", "other: done"]);
  });

  it("a stream stops at what has to wait, the others go on", async (context) => {
    const { run, mishaps, pass, states } = await scene(context);
    mishaps.push(new OutsideError("busy", "repeat", { retryAfterMs: 9_000 }));
    await run();
    expect(await states()).toEqual(["first: pending", "second: pending", "other: done"]);
    pass(8_000);
    await run();
    expect(await states()).toEqual(["first: pending", "second: pending", "other: done"]);

    pass(1_000);
    await run();

    expect(await states()).toEqual(["first: done", "second: done", "other: done"]);
  });

  it("a stream goes on past what was given up", async (context) => {
    const { run, mishaps, states } = await scene(context);
    mishaps.push(new OutsideError("restricted_action", "give-up"));

    await run();

    expect(await states()).toEqual(["first: given-up", "second: done", "other: done"]);
  });

  it("what certainly did not happen is not looked up, what may have happened is, until it is known", async (context) => {
    const { run, mishaps, asked, pass } = await scene(context);
    mishaps.push(new OutsideError("refused", "repeat"));
    await run();
    mishaps.push(new OutsideError("no answer", "look-up"));
    pass(60_000);
    await run();
    mishaps.push(new OutsideError("refused", "repeat"));
    pass(60_000);
    await run();
    pass(60_000);
    await run();

    expect(asked.filter((text) => text.startsWith("first"))).toEqual([
      "first",
      "first",
      "first, looked up",
      "first, looked up",
    ]);
  });

  it("an outage is waited for without end", async (context) => {
    const { run, mishaps, pass, states } = await scene(context);
    for (let times = 0; times < 20; times += 1) {
      mishaps.push(new OutsideError("away", "look-up"));
      pass(60_000);
      await run();
    }

    expect(await states()).toEqual(["first: unknown", "second: pending", "other: done"]);
  });

  it("a mistake of ours is given up after some attempts, and the stream goes on", async (context) => {
    const { run, mishaps, pass, states } = await scene(context);
    for (let times = 0; times < 5; times += 1) {
      mishaps.push(new TypeError("a mistake"));
      pass(60_000);
      await run();
    }

    expect(await states()).toEqual(["first: given-up", "second: done", "other: done"]);
  });

  it.for([
    ["of a kind this version does not know", JSON.stringify({ type: "send-fax", number: "1" })],
    ["with something this version does not know", JSON.stringify({ ...JSON.parse(topic("first")), colour: "red" })],
    ["that is no JSON", "set the topic"],
  ] as const)(
    "an action %s is left to another version for ten minutes, then given up, said as what it is, and the stream goes on",
    async ([, action], context) => {
      const { run, pass, states, asked, logged, store } = await scene(context, { first: action });
      for (let minute = 1; minute < 10; minute += 1) {
        await run();
        expect(await states()).toEqual(["first: pending", "second: pending", "other: done"]);
        pass(60_000);
      }

      await run();

      expect(await states()).toEqual(["first: given-up", "second: done", "other: done"]);
      expect(asked.toSorted()).toEqual(["other", "second"]);
      const reason = expect.stringContaining("stored by another version of the service");
      expect(logged.filter(({ level }) => level === "error")).toEqual([
        { level: "error", message: "effect given up", fields: expect.objectContaining({ effect: "first", reason }) },
      ]);
      expect((await store.escalations.troubled()).map(({ effect }) => effect.error)).toEqual([reason]);
    },
  );

  it("a dead worker's is looked up", async (context) => {
    const { run, store, asked, pass } = await scene(context);
    await store.escalations.begin(KEY, ["first"], "dead", NOW, 3_000);
    pass(2_000);
    await run();
    expect(asked).toEqual(["other"]);

    pass(1_000);
    await run();

    expect(asked).toEqual(["other", "first, looked up", "second"]);
  });

  it("what goes on in this process is not begun again though the machine slept past its hold", async (context) => {
    const { run, mishaps, asked, pass, states } = await scene(context);
    let answer = () => {};
    mishaps.push(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const slow = run();
    await expect.poll(() => asked.length).toBe(2);
    pass(60_000);
    await run();
    expect(asked.filter((text) => text.startsWith("first"))).toEqual(["first"]);

    answer();
    await slow;

    expect(await states()).toEqual(["first: done", "second: done", "other: done"]);
  });

  it("nothing more is begun once the service was told to stop", async (context) => {
    const { runner, asked, states, store } = await scene(context);
    const effects = (await store.escalations.load(KEY))?.effects ?? [];

    await runEffects(KEY, "slack", effects, { ...runner, signal: AbortSignal.abort() });

    expect(asked).toEqual([]);
    expect(await states()).toEqual(["first: pending", "second: pending", "other: pending"]);
  });
});
