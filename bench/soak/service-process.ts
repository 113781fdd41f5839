import { setTimeout as sleep } from "node:timers/promises";
import { startApp } from "../../src/app.ts";
import type { Log } from "../../src/reconcile/log.ts";
import { readSettings } from "../../src/settings.ts";
import { type Answer, Order, type Tally } from "./orders.ts";

/**
 * The service as it is, wired by `startApp`, in a process of its own: its clock is set forward by the parent, and it tells
 * of its memory. The environment holds its settings.
 */
const QUIET_TIMES = 3;
let ahead = 0;
let looks = 0;
const tally: Tally = { errors: [], warnings: {} };
const clock = () => Date.now() + ahead;

const log: Log = {
  info(_fields, message) {
    if (message === "full look done") looks += 1;
  },
  warn(_fields, message) {
    tally.warnings[message] = (tally.warnings[message] ?? 0) + 1;
  },
  error(fields, message) {
    // A clock that is set forward by hours makes the last look late.
    if (message.startsWith("audit found something late")) return log.warn(fields, message);
    if (tally.errors.length < 100) tally.errors.push(`${message}: ${inWords(fields)}`);
  },
};

const settings = await readSettings(process.env, { dotEnvFile: "/nowhere/.env" });
const app = await startApp({ settings, clock, log });

process.on("message", (message) => {
  const { id, ...order } = Order.parse(message);
  obey(order).then(
    (value) => process.send?.({ id, value } satisfies Answer),
    (error: unknown) => process.send?.({ id, failure: String(error) } satisfies Answer),
  );
});
process.once("disconnect", () => process.exit(1));
process.send?.({ id: 0, value: app.url } satisfies Answer);

async function obey(order: Omit<Order, "id">): Promise<unknown> {
  switch (order.does) {
    case "set-ahead":
      ahead = order.ms ?? ahead;
      app.wake();
      return undefined;
    case "come-to-rest":
      return comeToRest();
    case "look-for-itself":
      return lookForItself();
    case "sync":
      return app.sync();
    case "tell-memory":
      globalThis.gc?.();
      return process.memoryUsage();
    case "tell-tally":
      return tally;
    case "close":
      await app.close();
      return process.disconnect();
  }
}

/** Nothing is due and nothing runs. Answers when something is due next. */
async function comeToRest(): Promise<number | undefined> {
  for (let quiet = 0; quiet < QUIET_TIMES; await sleep(5)) {
    const { due, claimed } = await app.store.work.counts(clock());
    quiet = due + claimed === 0 ? quiet + 1 : 0;
  }
  return app.store.work.nextDueAt();
}

/** A regular full look that began after this was asked. One may be under way, so the second one it is. */
async function lookForItself(): Promise<void> {
  for (const enough = looks + 2; looks < enough; await sleep(20));
}

function inWords(fields: object): string {
  return JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.stack : value));
}
