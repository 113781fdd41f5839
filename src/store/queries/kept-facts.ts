import { sql } from "kysely";
import type { Database } from "./dialect.ts";

export function keptFactQueries(db: Database) {
  return {
    async getFact(name: string): Promise<string | undefined> {
      const row = await db.selectFrom("kept_facts").select("value").where("name", "=", name).executeTakeFirst();
      return row?.value;
    },

    async setFact(name: string, value: string, at: number): Promise<void> {
      await db
        .insertInto("kept_facts")
        .values({ name, value, at })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, at }))
        .execute();
    },

    /** `like` would fold case on one engine and not on the other; a range would follow the database's collation. */
    async factsStartingWith(prefix: string): Promise<{ name: string; value: string; at: number }[]> {
      const characters = Array.from(prefix).length;
      return db
        .selectFrom("kept_facts")
        .select(["name", "value", "at"])
        .where(sql<string>`substr(name, 1, ${sql.lit(characters)})`, "=", prefix)
        .orderBy("name")
        .execute();
    },
  };
}
