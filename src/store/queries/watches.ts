import type { IssueKey } from "../../issue-key.ts";
import type { Database } from "./dialect.ts";

export function watchQueries(db: Database) {
  return {
    async watching(key: IssueKey): Promise<IssueKey[]> {
      const rows = await db
        .selectFrom("watches")
        .innerJoin("escalations", "escalations.issue_key", "watches.issue_key")
        .select("watches.issue_key as key")
        .where("watches.watched_key", "=", key)
        .where("escalations.is_open", "=", 1)
        .orderBy("watches.issue_key")
        .execute();
      return rows.map((row) => row.key);
    },
  };
}

/** Makes an escalation watch these issues and no others. They seldom change: what stays is not written again. */
export async function replaceWatches(
  transaction: Database,
  key: IssueKey,
  watched: readonly IssueKey[],
): Promise<void> {
  const rows = await transaction.selectFrom("watches").select("watched_key").where("issue_key", "=", key).execute();
  const before = new Set(rows.map((row) => row.watched_key));
  const wanted = new Set(watched);
  const gone = [...before.difference(wanted)];
  const added = [...wanted.difference(before)];
  if (gone.length > 0)
    await transaction.deleteFrom("watches").where("issue_key", "=", key).where("watched_key", "in", gone).execute();
  if (added.length > 0)
    await transaction
      .insertInto("watches")
      .values(added.map((watched_key) => ({ issue_key: key, watched_key })))
      .execute();
}
