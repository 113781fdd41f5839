import type { IssueKey } from "../../issue-key.ts";
import type { Database } from "./dialect.ts";

export function lifeQueries(db: Database) {
  return {
    async lives(): Promise<{ key: IssueKey; life: string }[]> {
      return db.selectFrom("lives").select(["issue_key as key", "life"]).execute();
    },
  };
}

/** Within a transaction. Most commits change nothing of it. */
export async function keepLife(transaction: Database, key: IssueKey, life: string): Promise<void> {
  await transaction
    .insertInto("lives")
    .values({ issue_key: key, life })
    .onConflict((conflict) => conflict.column("issue_key").doUpdateSet({ life }).where("lives.life", "<>", life))
    .execute();
}
