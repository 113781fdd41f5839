import { afterEach, describe, it } from "vitest";
import { chances } from "../support/chances.ts";
import { createTestDatabase, skipPostgres } from "../support/postgres.ts";
import { makeUnreliable } from "../support/unreliable.ts";
import { expectOpenedOnce, openFor } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

/** More of everything for longer hunts: BAD_DAY=4 is a burst of twenty openings with ten kills in it. */
const SIZE = Number(process.env["BAD_DAY"] ?? 1);
const SEED = Number(process.env["BAD_DAY_SEED"] ?? 20261124);
const PATIENCE_MS = 40_000 * SIZE;

let around: Surroundings;
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  await around.stop();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function openSome(count: number, between: () => Promise<void> = async () => {}) {
  const opened: { iid: number; customer: string }[] = [];
  for (let number = 0; number < count; number += 1) {
    const customer = `Customer ${String.fromCharCode(65 + number)}${10 + number}`;
    opened.push({ iid: await openFor(around, customer), customer });
    await between();
  }
  return opened;
}

/** Everything of every opening, once; then again after another look. */
async function expectAllOpenedOnce(opened: readonly { iid: number; customer: string }[]): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (const { iid, customer } of opened) {
    for (;;) {
      try {
        expectOpenedOnce(around, iid, customer);
        break;
      } catch (error) {
        if (Date.now() > until) throw error;
        await pause(50);
      }
    }
  }
  // On such a day the look itself may fail: it is asked for again.
  for (let status = 0; status !== 200; await pause(50)) {
    if (Date.now() > until) throw new Error(`no full look came through, the last one answered ${status}`);
    const synced = await fetch(`${around.serviceUrl}/api/sync?wait=1`, {
      method: "POST",
      headers: { authorization: "Bearer api-token-of-the-test" },
    });
    status = synced.status;
  }
  for (const { iid, customer } of opened) expectOpenedOnce(around, iid, customer);
}

describe("on a bad day every escalation ends with one channel, one declaration, one status note, and nothing missing", () => {
  it(
    "a burst of openings with SIGKILLs in it",
    async () => {
      around = await surroundings();
      const chance = chances(SEED);
      let service = await around.serve();
      const opened = await openSome(5 * SIZE, async () => {
        await pause(chance() * 150);
        if (chance() < 0.5) return;
        service.signal("SIGKILL");
        await service.exit();
        service = await around.serve();
      });

      await expectAllOpenedOnce(opened);
    },
    60_000 * SIZE,
  );

  it(
    "one call in five goes wrong on both sides",
    async () => {
      around = await surroundings();
      await around.serve();
      makeUnreliable(around, 0.2, chances(SEED));
      const opened = await openSome(2 * SIZE);

      await expectAllOpenedOnce(opened);
    },
    60_000 * SIZE,
  );

  it.skipIf(skipPostgres)(
    "two replicas on one database, one of them killed in the middle",
    async () => {
      const database = await createTestDatabase();
      cleanUps.push(() => database.drop());
      around = await surroundings({ DATABASE_URL: database.url });
      const other: ServiceProcess = around.start({ PORT: "0" });
      await around.serve();
      await other.says("full look done");
      let openings = 0;
      const opened = await openSome(4 * SIZE, async () => {
        await pause(60);
        if (++openings === 2 * SIZE) other.signal("SIGKILL");
      });

      await expectAllOpenedOnce(opened);
    },
    60_000 * SIZE,
  );
});
