import { sql } from "kysely";
import type { AuditLimits, Overdue } from "../store.ts";
import type { Database } from "./dialect.ts";

/** Word for word the conditions of the indexes `work_due` and `effects_undone`, which are used only if they stand so. */
const canBeDue = sql<boolean>`due_at is not null`;
const undone = sql<boolean>`state <> 'done'`;
/** Since when it waits: since its first attempt; where none was made, since it was owed. */
const since = sql<number>`coalesce(first_tried_at, due_at)`;

export function auditQueries(db: Database) {
  return {
    async overdue({ dueBefore, attempts, waitingSince, most }: AuditLimits): Promise<Overdue> {
      const work = await db
        .selectFrom("work")
        .select(["issue_key as key", "due_at as dueAt", "attempts", "error"])
        .where(canBeDue)
        .where((row) => row.or([row("due_at", "<=", dueBefore), row("attempts", ">=", attempts)]))
        .orderBy("due_at")
        .limit(most)
        .execute();
      const effects = await db
        .selectFrom("effects")
        .select(["issue_key as key", "effect_key as effect", since.as("since"), "error"])
        .where(undone)
        .where("state", "<>", "given-up")
        .where(since, "<=", waitingSince)
        .orderBy(since)
        .limit(most)
        .execute();
      return {
        work: work.map(({ dueAt, ...row }) => ({ ...row, dueAt: dueAt ?? 0 })),
        effects,
      };
    },
  };
}
