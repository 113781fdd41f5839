import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, PostgresDialect, SqliteDialect, sql } from "kysely";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../src/store/migrations.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import type { Schema } from "../../src/store/schema.ts";
import { forKysely, openDatabase } from "../../src/store/sqlite-database.ts";
import { StoreUnavailable } from "../../src/store/store.ts";
import { createTestDatabase, skipPostgres } from "../support/postgres.ts";

const now = Date.UTC(2026, 10, 24, 9);

interface Raw {
  options: StoreOptions;
  /** The database without a store around it. */
  db: Kysely<Schema>;
}

async function sqlite(): Promise<Raw> {
  const dataDir = await mkdtemp(join(tmpdir(), "escalations-migrations-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  return {
    options: { dataDir },
    db: new Kysely({ dialect: new SqliteDialect({ database: forKysely(openDatabase(dataDir)) }) }),
  };
}

async function postgres(): Promise<Raw> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return {
    options: { dataDir: "", databaseUrl: url },
    db: new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }) }),
  };
}

describe.each([
  { engine: "SQLite", raw: sqlite, skip: false },
  { engine: "PostgreSQL", raw: postgres, skip: skipPostgres },
])("a store of the first version, $engine", ({ raw, skip }) => {
  it.skipIf(skip)(
    "opens, with all it holds, its escalations of no customer and watching nothing until their next commit",
    async () => {
      const { options, db } = await raw();
      await migrate(db, "0001-initial");
      for (const [key, taken] of [
        ["7#9", now],
        ["7#10", now + 1],
      ] as const) {
        await sql`insert into escalations (issue_key, memory, is_open, summary, changed_at)
        values (${key}, '{"round":1}', 1, ${key}, ${now + 100 - (taken - now)})`.execute(db);
        await sql`insert into timeline (issue_key, position, at, who, what, rule, facts)
        values (${key}, 1, ${taken}, 'mona', 'opened it', 'P-OPEN-1', '{}')`.execute(db);
        await sql`insert into effects (issue_key, effect_key, position, lane, stream, action, state, attempts, due_at, first_tried_at, error)
        values (${key}, 'channel/1', 1, 'slack', 'channel', '{}', 'given-up', 1, ${taken}, ${taken}, 'missing_scope')`.execute(
          db,
        );
      }
      await db.destroy();

      const store = await openStore(options);
      onTestFinished(() => store.close());
      const { escalations } = store;

      expect(await escalations.load("7#9")).toMatchObject({
        memory: '{"round":1}',
        effects: [{ key: "channel/1", state: "given-up", error: "missing_scope" }],
      });
      expect(await escalations.timeline("7#9")).toMatchObject([{ who: "mona", at: now }]);
      expect(await escalations.watching("9#1")).toEqual([]);
      for (const key of ["7#10", "7#9"] as const)
        await escalations.commit({
          ...{ key, memory: "{}", view: { open: true, customer: "acme", summary: key } },
          ...{ effects: [], replace: [], timeline: [], watched: ["9#1"], at: now + 1000 },
        });
      expect((await escalations.ofCustomer("acme")).map(({ key }) => key)).toEqual(["7#9", "7#10"]);
      expect(await escalations.watching("9#1")).toEqual(["7#10", "7#9"]);
    },
  );

  it.skipIf(skip)("says to whoever goes back to an older version what to do, and touches nothing", async () => {
    const { options, db } = await raw();
    await migrate(db);
    await sql`insert into escalations_migration (name, timestamp) values ('9999-of-tomorrow', '2027-01-01')`.execute(
      db,
    );
    await db.destroy();

    const opening = openStore(options);

    await expect(opening).rejects.toThrow(StoreUnavailable);
    await expect(opening).rejects.toThrow("run the newer version, or restore the backup made before it");
  });
});
