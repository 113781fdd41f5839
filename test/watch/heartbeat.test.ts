import { expect, it, type TestContext, vi } from "vitest";
import { type Audit, audit, lateness } from "../../src/watch/audit.ts";
import { beat, type HeartbeatOptions } from "../../src/watch/heartbeat.ts";
import { openStoreFor } from "../reconcile/a-store.ts";

import { startWorld } from "../support/world.ts";
import { startMonitor } from "./a-monitor.ts";

const now = Date.parse("2026-11-24T09:00:00Z");
const minute = 60_000;

async function audited(context: TestContext, lookedAt: number | undefined = now): Promise<() => Promise<Audit>> {
  const store = await openStoreFor(context);
  await store.work.touch("7#1", now - 6 * minute);
  return () => audit({ store, lookedAt, lookEveryMs: 5 * minute, now });
}

function beating(options: Partial<HeartbeatOptions>) {
  const logged: { level: string; message: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => void logged.push({ level, message, fields });
  const beats: number[] = [];
  const heartbeat: HeartbeatOptions = {
    ...{ url: undefined, settled: async () => {}, onBeat: (when) => beats.push(when), onAudit: () => {} },
    ...{ everyMs: () => minute, timeoutMs: 1000, clock: () => now, signal: new AbortController().signal },
    audit: () => Promise.reject(new Error("not asked for")),
    log: { info: at("info"), warn: at("warn"), error: at("error") },
    ...options,
  };
  return { heartbeat, logged, beats };
}

it("does not go out while a due time is missed, and what is late is logged", async (context) => {
  const { url, received } = await startMonitor(context);
  const { heartbeat, logged, beats } = beating({ url, audit: await audited(context) });

  expect(await beat(heartbeat, true)).toBe(false);

  expect(beats).toEqual([]);
  expect(received).toEqual([]);
  expect(logged).toEqual([
    {
      level: "error",
      message: "audit found something late; no heartbeat",
      fields: { late: [{ issue: "7#1", due: "2026-11-24T08:54:00.000Z", attempts: 0 }], given_up: 0 },
    },
  ]);
});

it.for([
  { why: "an issue set aside", key: "parked" },
  { why: "a step that waits for a quarter of an hour", key: "stuck" },
  { why: "a full look that is overdue", key: "full_look" },
])("nor for $why", async ({ key }, context) => {
  const store = await openStoreFor(context);
  if (key === "parked") {
    await store.work.touch("7#1", now);
    const claim = await store.work.claim("w", now, minute);
    if (claim) await store.work.park(claim, now, "our mistake");
  }
  if (key === "stuck")
    await store.escalations.commit({
      ...{ key: "7#1", memory: "{}", view: { open: true, customer: null, summary: "{}" }, replace: [], timeline: [] },
      ...{ effects: [{ key: "topic", lane: "slack", stream: "topic", action: "{}" }], watched: [] },
      at: now - 16 * minute,
    });
  const lookedAt = key === "full_look" ? now - 20 * minute : now;

  const found = await audit({ store, lookedAt, lookEveryMs: 5 * minute, now });

  expect(found.isWell).toBe(false);
  expect(Object.keys(lateness(found))).toEqual([key, "given_up"]);
});

it("goes out though something was given up: that waits for a person, not for its time", async (context) => {
  const store = await openStoreFor(context);
  await store.escalations.commit({
    ...{ key: "7#1", memory: "{}", view: { open: true, customer: null, summary: "{}" }, replace: [], timeline: [] },
    ...{
      effects: [{ key: "topic", lane: "slack", stream: "topic", action: "{}" }],
      watched: [],
      at: now - 60 * minute,
    },
  });
  await store.escalations.begin("7#1", ["topic"], "w", now, minute);
  await store.escalations.settle("7#1", [{ key: "topic", state: "given-up", error: "no scope" }]);

  expect(await audit({ store, lookedAt: now, lookEveryMs: minute, now })).toMatchObject({ isWell: true, givenUp: 1 });
});

it("an address that does not answer or says no is a warning without the address; the metric beats all the same", async (context) => {
  const monitor = await startMonitor(context);
  const store = await openStoreFor(context);
  const well = () => audit({ store, lookedAt: now, lookEveryMs: minute, now });
  const { heartbeat, logged, beats } = beating({ url: monitor.url, audit: well });
  monitor.mishaps = [503, "drop"];

  expect([await beat(heartbeat, true), await beat(heartbeat, true), await beat(heartbeat, false)]).toEqual([
    ...[true, true, true],
  ]);

  expect(beats).toHaveLength(3);
  expect(monitor.received).toHaveLength(3);
  expect(logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warn: heartbeat was not taken; see to HEARTBEAT_URL",
    "warn: heartbeat was not taken; see to HEARTBEAT_URL",
    "info: audit finds nothing late any more",
  ]);
  expect(JSON.stringify(logged)).not.toContain("secret");
});

it("the service sends it after its first look, and says so in readiness and metrics", async (context) => {
  const { url, received } = await startMonitor(context);
  const world = await startWorld({ env: { HEARTBEAT_URL: url } });
  context.onTestFinished(() => world.stop());

  await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 5_000 });

  expect(world.logged.map(({ message }) => message)).toContain("full look done");
  expect(await (await fetch(`${world.app.url}/readyz`)).json()).toMatchObject({ audit: "ok", conflicts: "ok" });
  const metrics = await (await fetch(`${world.app.url}/metrics`)).text();
  expect(metrics).toMatch(/^escalations_heartbeat_timestamp_seconds 1[78]\d{8}/m);
});
