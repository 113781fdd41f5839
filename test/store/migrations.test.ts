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
import { nextMigration, onlyAdding } from "../support/next-migration.ts";
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

const ENGINES = [
  { engine: "SQLite", raw: sqlite, skip: false },
  { engine: "PostgreSQL", raw: postgres, skip: skipPostgres },
];

describe.each(ENGINES)("a store that a newer version has brought further, $engine", ({ raw, skip }) => {
  it.skipIf(skip)("opens as it is: the version before runs on beside it, and is started again", async () => {
    const { options, db } = await raw();
    await migrate(db);
    for (const statement of nextMigration("9998-next")) await sql.raw(statement).execute(db);
    await db.destroy();

    const store = await openStore(options);
    onTestFinished(() => store.close());

    const delivery = { id: "a", key: "7#1", event: "Issue Hook", body: "{}", receivedAt: now } as const;
    expect(await store.deliveries.accept(delivery)).toBe("kept");
  });
});

describe("what a migration after the first may do to a store on which replicas of the version before run", () => {
  it("is to add: every one of them does nothing else", async () => {
    const { db, options } = await sqlite();
    await migrate(db, "0001-initial");
    await db.destroy();
    const statements: string[] = [];
    const watched = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: forKysely(openDatabase(options.dataDir)) }),
      log: ({ query }) => void statements.push(query.sql),
    });
    onTestFinished(() => watched.destroy());

    await migrate(watched);

    const ours = statements.filter((statement) => /^(?:alter|create|drop|update|delete|insert)/.test(statement.trim()));
    const changes = ours.filter((statement) => !statement.includes("escalations_migration"));
    expect(changes.length).toBeGreaterThan(5);
    expect(onlyAdding(changes)).toEqual([]);
  });

  it("allows what the test of rolling updates does", () => {
    expect(onlyAdding(nextMigration("9998-next").slice(0, -1))).toEqual([]);
  });

  it.each([
    'alter table "work" drop column "error"',
    'alter table "work" rename column "error" to "reason"',
    'alter table "work" add column "level" bigint not null',
    'alter table "work" add column "level" text unique',
    'create unique index "one_each" on "work" ("error")',
    'drop table "watches"',
    "delete from timeline",
    "update work set error = null",
  ])("is not: %s", (statement) => {
    expect(onlyAdding([statement])).toEqual([statement]);
  });
});

describe.each(ENGINES)("a store of the first version, $engine", ({ raw, skip }) => {
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
});
