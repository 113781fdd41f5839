import { Kysely, SqliteDialect } from "kysely";
import { allQueries } from "../src/store/queries/index.ts";
import type { Schema } from "../src/store/schema.ts";
import { forKysely, openDatabase } from "../src/store/sqlite-database.ts";
import type { Store } from "../src/store/store.ts";
import type { Calls } from "./api-calls.ts";

/** Counts from now on what the store is asked, by name. */
export function countQueries({ deliveries, work, escalations, facts }: Store): Calls {
  const asked = new Map<string, number>();
  for (const part of [deliveries, work, escalations, facts]) {
    for (const [name, query] of Object.entries(part)) {
      Reflect.set(part, name, (...args: unknown[]) => {
        asked.set(name, (asked.get(name) ?? 0) + 1);
        return Reflect.apply(query, part, args);
      });
    }
  }
  return asked;
}

/** How SQLite does what a quiet worker asks of a store: its plan's steps, such as `SEARCH work USING COVERING INDEX …`. */
export async function plansOfAQuietLook(dataDir: string, now: number): Promise<string[]> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const database = openDatabase(dataDir);
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: forKysely(database) }),
    log: ({ query }) => void asked.push(query),
  });
  const queries = allQueries(db, { rowLocks: false, announce: async () => {} });
  await queries.claim("bench", now, 1000);
  await queries.nextDueAt();
  const plans = asked.flatMap(({ sql, parameters }) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all(...parameters.map((parameter) => (typeof parameter === "number" ? parameter : String(parameter))))
      .map(({ detail }) => String(detail)),
  );
  await db.destroy();
  return plans.filter((step) => /^(SCAN (?!CONSTANT)|SEARCH|USE)/.test(step));
}
