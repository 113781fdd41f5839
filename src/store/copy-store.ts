import { Kysely, PostgresDialect, SqliteDialect } from "kysely";
import pg from "pg";
import { makeFolder } from "./make-folder.ts";
import { migrate } from "./migrations.ts";
import { postgresError } from "./postgres-error.ts";
import type { Schema } from "./schema.ts";
import { forKysely, lockFolder, openDatabase } from "./sqlite-database.ts";
import { StoreInUse } from "./store.ts";

/** In an order in which what is referred to comes first, each with what its rows are sorted by. */
const TABLES = [
  ["escalations", ["issue_key"]],
  ["work", ["issue_key"]],
  ["effects", ["issue_key", "effect_key"]],
  ["lives", ["issue_key"]],
  ["timeline", ["issue_key", "position"]],
  ["watches", ["issue_key", "watched_key"]],
  ["deliveries", ["id"]],
  ["kept_facts", ["name"]],
  ["digests", ["manager", "day"]],
] as const satisfies readonly (readonly [keyof Schema, readonly string[]])[];
/** Below the parameters either engine takes in one statement, with the widest table. */
const ROWS_AT_A_TIME = 500;

/** A folder of the embedded store, or the address of a PostgreSQL. */
export type Place = { dataDir: string } | { databaseUrl: string };

/** The target holds something already. */
export class StoreNotEmpty extends Error {
  override name = "StoreNotEmpty";
}

/**
 * Copies all of a store to another one, which has to be empty, in one transaction there. Both are brought up to date first.
 * Answers how many rows of each table. Throws `StoreInUse` where a service has the embedded one open, `StoreNotEmpty`, and
 * the database's errors.
 */
export async function copyStore(from: Place, to: Place): Promise<{ table: string; rows: number }[]> {
  const source = await open(from);
  try {
    const target = await open(to);
    try {
      return await copyAll(source.db, target.db);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyAll(source: Kysely<Schema>, target: Kysely<Schema>): Promise<{ table: string; rows: number }[]> {
  return target.transaction().execute(async (transaction) => {
    for (const [table] of TABLES) {
      if ((await count(transaction, table)) > 0)
        throw new StoreNotEmpty(`the target holds ${table} already: give an empty one, nothing is overwritten`);
    }
    const copied: { table: string; rows: number }[] = [];
    for (const [table, order] of TABLES) {
      const rows = await copyTable(source, transaction, table, order);
      if (rows !== (await count(transaction, table)) || rows !== (await count(source, table)))
        throw new Error(`${table} changed while it was copied; is a service still running on it?`);
      copied.push({ table, rows });
    }
    return copied;
  });
}

async function copyTable(
  source: Kysely<Schema>,
  target: Kysely<Schema>,
  table: (typeof TABLES)[number][0],
  order: readonly string[],
): Promise<number> {
  const { ref } = source.dynamic;
  for (let done = 0; ; ) {
    let query = source.selectFrom(table).selectAll().limit(ROWS_AT_A_TIME).offset(done);
    for (const column of order) query = query.orderBy(ref(column));
    const rows = await query.execute();
    if (rows.length > 0) await target.insertInto(table).values(rows.map(released)).execute();
    done += rows.length;
    if (rows.length < ROWS_AT_A_TIME) return done;
  }
}

/** What somebody held is held by nobody there; what was under way is of unknown outcome. */
function released<Row extends object>(row: Row): Row {
  return {
    ...row,
    ...("claimed_by" in row && { claimed_by: null, claimed_until: null }),
    ...("claimed_generation" in row && { claimed_at: null, claimed_generation: null }),
    ...("held_until" in row && { held_until: null }),
    ...("state" in row && row.state === "running" && { state: "unknown" }),
  };
}

async function count(db: Kysely<Schema>, table: (typeof TABLES)[number][0]): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll().as("rows"))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

async function open(place: Place): Promise<{ db: Kysely<Schema>; close(): Promise<void> }> {
  return "dataDir" in place ? openFolder(place.dataDir) : openAddress(place.databaseUrl);
}

async function openFolder(folder: string) {
  await makeFolder(folder);
  const lock = lockFolder(folder);
  if (!lock) throw new StoreInUse(`The store in ${folder} is open in another process: stop the service first.`);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(openDatabase(folder)) }) });
  await migrate(db);
  return {
    db,
    async close() {
      await db.destroy();
      lock.close();
    },
  };
}

async function openAddress(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: "escalations", max: 2 });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (cause) {
    await db.destroy();
    throw postgresError(databaseUrl, cause);
  }
  return { db, close: () => db.destroy() };
}
