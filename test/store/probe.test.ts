import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { probeStore } from "../../src/store/probe.ts";
import { createTestDatabase, query, skipPostgres } from "../support/postgres.ts";

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const embedded = (dataDir: string) => probeStore({ databaseUrl: undefined, dataDir });

it("an embedded store that is not there yet is not made by looking", async () => {
  const dataDir = join(await aFolder(), "deep", "data");

  expect(await embedded(dataDir)).toMatchObject({ isRunning: false, what: expect.stringContaining("first start") });
  expect(existsSync(dataDir)).toBe(false);
});

it("an embedded store that the service has open is left alone, and known to be in use", async () => {
  const dataDir = await aFolder();
  const store = await openStore({ dataDir });

  expect(await embedded(dataDir)).toMatchObject({ isRunning: true });
  await store.ping();
  await store.close();
  expect(await embedded(dataDir)).toMatchObject({ isRunning: false });
});

it("what is no folder, or no store, is said with what to do", async () => {
  const folder = await aFolder();
  await writeFile(join(folder, "escalations.db"), "no database at all, but long enough to look at".repeat(30));

  await expect(embedded(join(folder, "escalations.db", "data"))).rejects.toThrow(/not a folder.*DATA_DIR/);
  await expect(embedded(folder)).rejects.toThrow(/cannot be read.*backup/);
});

it.skipIf(skipPostgres)("a PostgreSQL is asked whether it can be used, and no table is made", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const probe = (databaseUrl: string) => probeStore({ databaseUrl, dataDir: "unused" });

  expect(await probe(database.url)).toEqual({ what: expect.stringMatching(/^PostgreSQL \d/), isRunning: false });
  await expect(query(database.url, "select 1 from work")).rejects.toThrow(/does not exist/);

  const store = await openStore({ databaseUrl: database.url, dataDir: "unused" });
  expect(await probe(database.url)).toMatchObject({ isRunning: true });
  await store.close();

  const elsewhere = new URL(database.url);
  elsewhere.pathname = "/nothing_of_the_kind";
  await expect(probe(elsewhere.href)).rejects.toThrow(/Check DATABASE_URL/);
});
