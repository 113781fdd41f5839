import { type ExpressionBuilder, sql } from "kysely";
import type { IssueKey } from "../../issue-key.ts";
import type { Schema } from "../schema.ts";
import type { Claim } from "../store.ts";
import type { Database, Dialect } from "./dialect.ts";

const unclaimed = { claimed_by: null, claimed_at: null, claimed_until: null, claimed_generation: null };
/** Far below the parameters either engine takes in one statement. */
const ROWS_PER_STATEMENT = 1000;

export function workQueries(db: Database, dialect: Dialect) {
  const own = ({ key, generation }: Claim) =>
    db.updateTable("work").where("issue_key", "=", key).where("claimed_generation", "=", generation);

  return {
    async touch(keys: readonly IssueKey[], dueAt: number): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await touchRows(
          transaction,
          keys.map((key) => ({ key, dueAt })),
        );
        await dialect.announce(transaction);
      });
    },

    async claim(worker: string, now: number, leaseMs: number): Promise<Claim | undefined> {
      const next = sql<number>`generation + 1`;
      const row = await db
        .updateTable("work")
        .set({
          claimed_by: worker,
          claimed_at: now,
          claimed_until: now + leaseMs,
          generation: next,
          claimed_generation: next,
        })
        .where("issue_key", "=", (due) =>
          due
            .selectFrom("work")
            .select("issue_key")
            .where("due_at", "<=", now)
            .where(free(now))
            .orderBy("due_at")
            .orderBy("issue_key")
            .limit(1)
            .$if(dialect.rowLocks, (query) => query.forUpdate().skipLocked()),
        )
        .returning(["issue_key as key", "generation", "attempts", "due_at"])
        .executeTakeFirst();
      if (!row) return undefined;
      const { due_at, ...claim } = row;
      return { ...claim, worker, dueAt: due_at ?? now };
    },

    async renew(claim: Claim, now: number, leaseMs: number): Promise<boolean> {
      const { numUpdatedRows } = await own(claim)
        .set({ claimed_until: now + leaseMs })
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    /**
     * Answers whether the issue was heard of during the run, and so is due again. It then queues behind what was due
     * before this run began: an issue much talked about does not starve the others.
     */
    async finish(claim: Claim, recheckAt: number | undefined): Promise<boolean> {
      const row = await own(claim)
        .set({
          ...unclaimed,
          due_at: sql`case when generation = ${claim.generation} then ${recheckAt ?? null} else claimed_at end`,
          attempts: 0,
          error: null,
        })
        .returning("generation")
        .executeTakeFirst();
      return row !== undefined && row.generation !== claim.generation;
    },

    async fail(claim: Claim, retryAt: number, error: string): Promise<void> {
      await own(claim)
        .set({ ...unclaimed, due_at: retryAt, attempts: sql`attempts + 1`, error })
        .execute();
    },

    /** Answers whether the issue was heard of during the run: that un-parks it, like anything heard later. */
    async park(claim: Claim, at: number, error: string): Promise<boolean> {
      const unheard = await own(claim)
        .where("generation", "=", claim.generation)
        .set({ ...unclaimed, due_at: null, parked_at: at, attempts: sql`attempts + 1`, error })
        .executeTakeFirstOrThrow();
      if (unheard.numUpdatedRows > 0n) return false;
      const heard = await own(claim)
        .set({ ...unclaimed, due_at: at, attempts: 0, error })
        .executeTakeFirstOrThrow();
      return heard.numUpdatedRows > 0n;
    },

    async release(claim: Claim): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable("work")
          .where("issue_key", "=", claim.key)
          .where("claimed_generation", "=", claim.generation)
          .set(unclaimed)
          .execute();
        await dialect.announce(transaction);
      });
    },

    /** Releases every claim: for a store whose claims can only be those of a dead process. */
    async releaseAll(): Promise<void> {
      await db.updateTable("work").set(unclaimed).where("claimed_until", "is not", null).execute();
    },

    async nextDueAt(): Promise<number | undefined> {
      const { due, lease } = await db
        .selectNoFrom((row) => [
          row
            .selectFrom("work")
            .select("due_at")
            .where("due_at", "is not", null)
            .where("claimed_until", "is", null)
            .orderBy("due_at")
            .orderBy("issue_key")
            .limit(1)
            .as("due"),
          row
            .selectFrom("work")
            .select("claimed_until")
            .where("claimed_until", "is not", null)
            .orderBy("claimed_until")
            .limit(1)
            .as("lease"),
        ])
        .executeTakeFirstOrThrow();
      const moments = [due, lease].filter((at) => typeof at === "number");
      return moments.length > 0 ? Math.min(...moments) : undefined;
    },

    async parked(): Promise<{ key: IssueKey; at: number; error: string; attempts: number }[]> {
      const rows = await db
        .selectFrom("work")
        .select(["issue_key as key", "parked_at", "error", "attempts"])
        .where("parked_at", "is not", null)
        .orderBy("parked_at")
        .execute();
      return rows.map(({ key, parked_at, error, attempts }) => ({
        key,
        at: parked_at ?? 0,
        error: error ?? "",
        attempts,
      }));
    },

    async counts(now: number): Promise<{ due: number; claimed: number; parked: number }> {
      const count = () => db.selectFrom("work").select((row) => row.fn.countAll<number>().as("rows"));
      const due = await count().where("due_at", "<=", now).where(free(now)).executeTakeFirstOrThrow();
      const claimed = await count().where("claimed_until", ">", now).executeTakeFirstOrThrow();
      const parked = await count().where("parked_at", "is not", null).executeTakeFirstOrThrow();
      return { due: due.rows, claimed: claimed.rows, parked: parked.rows };
    },
  };
}

/**
 * Notes that issues were heard of, within a transaction. Always in the order of keys: transactions that touch the same
 * issues then wait for each other in one direction only.
 */
export async function touchRows(
  transaction: Database,
  touches: readonly { key: IssueKey; dueAt: number }[],
): Promise<void> {
  const dueAts = new Map<IssueKey, number>();
  for (const { key, dueAt } of touches) dueAts.set(key, Math.min(dueAt, dueAts.get(key) ?? dueAt));
  const rows = [...dueAts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([issue_key, due_at]) => ({ issue_key, due_at, generation: 1, attempts: 0 }));
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await transaction
      .insertInto("work")
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) =>
        conflict.column("issue_key").doUpdateSet({
          due_at: sql`case when work.due_at < excluded.due_at then work.due_at else excluded.due_at end`,
          generation: sql`work.generation + 1`,
          attempts: sql`case when work.parked_at is null then work.attempts else 0 end`,
          error: sql`case when work.parked_at is null then work.error end`,
          parked_at: null,
        }),
      )
      .execute();
  }
}

/** Held by nobody, or by somebody whose lease ran out. */
function free(now: number) {
  return (row: ExpressionBuilder<Schema, "work">) =>
    row.or([row("claimed_until", "is", null), row("claimed_until", "<=", now)]);
}
