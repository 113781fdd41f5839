import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { issueKey } from "../../src/issue-key.ts";
import { migrate } from "../../src/store/migrations.ts";
import { openStore } from "../../src/store/open-store.ts";
import { allQueries } from "../../src/store/queries/index.ts";
import type { Schema } from "../../src/store/schema.ts";
import { forKysely, openDatabase } from "../../src/store/sqlite-database.ts";
import { runAndKill } from "../support/processes.ts";

const now = Date.UTC(2026, 10, 24, 9);
let dataDir = "";

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "escalations-sqlite-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe("the embedded store", () => {
  it("belongs to one process: a second is refused and told what to do", async () => {
    const store = await openStore({ dataDir });

    const [said] = await runAndKill({ dataDir }, 1);

    expect(said).toMatch(/^StoreInUse: The store in .* another process.*DATA_DIR.*DATABASE_URL/);
    await expect(openStore({ dataDir })).rejects.toMatchObject({ name: "StoreInUse" });
    await expect(store.ping()).resolves.toBeUndefined();
    await store.close();
    await (await openStore({ dataDir })).close();
  });

  it("makes its folder", async () => {
    const store = await openStore({ dataDir: join(dataDir, "deep", "down") });

    await expect(store.ping()).resolves.toBeUndefined();
    await store.close();
  });

  it("says where and how, when its folder cannot be used", async () => {
    await writeFile(join(dataDir, "file"), "");

    await expect(openStore({ dataDir: join(dataDir, "file") })).rejects.toMatchObject({
      name: "StoreUnavailable",
      message: expect.stringContaining(join(dataDir, "file")),
    });
  });

  // Node's recursive mkdir never returns there.
  it.runIf(process.platform === "linux")("says so where the file system makes no folders", async () => {
    await expect(openStore({ dataDir: "/proc/escalations" })).rejects.toMatchObject({
      name: "StoreUnavailable",
      message: expect.stringContaining("/proc/escalations"),
    });
  });

  it("says so when its file is damaged", async () => {
    await writeFile(
      join(dataDir, "escalations.db"),
      "nothing like a database, but long enough to be looked at".repeat(99),
    );

    await expect(openStore({ dataDir })).rejects.toMatchObject({
      name: "StoreUnavailable",
      message: expect.stringContaining("put a backup in its place"),
    });
  });

  it("can be closed twice", async () => {
    const store = await openStore({ dataDir });
    await Promise.all([store.close(), store.close()]);

    await expect(store.close()).resolves.toBeUndefined();
  });
});

describe("with ten thousand issues", () => {
  it("taking work and looking for the next due moment read indexes alone, and sort nothing", async () => {
    const asked: { sql: string; parameters: readonly unknown[] }[] = [];
    const database = openDatabase(dataDir);
    const db = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: forKysely(database) }),
      log({ query }) {
        asked.push(query);
      },
    });
    await migrate(db);
    const queries = allQueries(db, { rowLocks: false, announce: async () => {} });
    await queries.touch(
      Array.from({ length: 10_000 }, (_, iid) => issueKey({ projectId: 7, iid })),
      now + 1,
    );
    asked.length = 0;
    await queries.nextDueAt();
    await queries.claim("w", now, 1000);
    await queries.counts(now);

    const plans = asked.flatMap(({ sql, parameters }) =>
      database
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map((parameter) => (typeof parameter === "number" ? parameter : String(parameter))))
        .map((step) => String(step["detail"])),
    );

    const reads = plans.filter((step) => /^(SCAN (?!CONSTANT)|SEARCH|USE)/.test(step));
    expect(reads.length).toBeGreaterThan(4);
    for (const step of reads)
      expect(step).toMatch(/USING COVERING INDEX work_\w+|^SEARCH work USING INDEX sqlite_autoindex_work_1/);
    await db.destroy();
  });
});
