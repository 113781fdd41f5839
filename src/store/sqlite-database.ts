import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { BUSY, sqliteCode } from "./sqlite-failure.ts";

const STATEMENTS_KEPT = 200;

/**
 * Takes the folder for this process, by a lock that the system drops with the process, however it ends. It is not on the
 * database itself, so that others can still read and back up that one. Undefined when it is taken.
 */
export function lockFolder(folder: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(join(folder, "escalations.lock"), { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === BUSY) return undefined;
    throw error;
  }
  return lock;
}

/** Opens `escalations.db` in a folder so that a commit is on the disk when it returns. */
export function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, "escalations.db"), { timeout: 5000 });
  // The log is cut back after a peak; otherwise it keeps the size of the largest one.
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma journal_size_limit = 16777216;
    pragma cache_size = -16000;
  `);
  return database;
}

/** `node:sqlite` as Kysely's SQLite dialect wants it. Statements are kept: preparing one costs as much as running it. */
export function forKysely(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known) return known;
      const statement = prepare(database, sql);
      const oldest = kept.keys().next().value;
      if (kept.size >= STATEMENTS_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(sql, statement);
      return statement;
    },
  };
}

function prepare(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
      return value;
    throw new TypeError(`${typeof value} is nothing the store keeps`);
  });
}
