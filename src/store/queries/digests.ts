import { sql } from "kysely";
import type { DigestRow } from "../schema.ts";
import type { Digest, DigestName, DigestOutcome, NewDigest } from "../store.ts";
import type { Database, Dialect } from "./dialect.ts";

const columns = [
  ...(["manager", "day", "morning_at", "expires_at", "state"] as const),
  ...(["attempts", "due_at", "first_tried_at", "held_until"] as const),
] as const;
/** Over and done with, one way or the other. */
const FINAL = ["done", "given-up"] as const;

export function digestQueries(db: Database, dialect: Dialect) {
  return {
    async wantDigests(digests: readonly NewDigest[], at: number): Promise<void> {
      if (digests.length === 0) return;
      await db
        .insertInto("digests")
        .values(
          digests.map(({ manager, day, morningAt, expiresAt }) => ({
            ...{ manager, day, morning_at: morningAt, expires_at: expiresAt },
            ...{ state: "pending" as const, attempts: 0, due_at: at },
          })),
        )
        .onConflict((conflict) => conflict.columns(["manager", "day"]).doNothing())
        .execute();
    },

    async currentDigests(now: number): Promise<Digest[]> {
      const rows = await db
        .selectFrom("digests")
        .select(columns)
        .where((row) => row.or([row("expires_at", ">", now), row("state", "not in", FINAL)]))
        .orderBy("manager")
        .orderBy("day")
        .execute();
      return rows.map(toDigest);
    },

    async beginDigest({ manager, day }: DigestName, now: number, holdMs: number): Promise<Digest | undefined> {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom("digests")
          .select(columns)
          .where("manager", "=", manager)
          .where("day", "=", day)
          .where((free) =>
            free.or([
              free.and([free("state", "in", ["pending", "unknown"]), free("due_at", "<=", now)]),
              free.and([free("state", "=", "running"), free("held_until", "<=", now)]),
            ]),
          )
          .$if(dialect.rowLocks, (query) => query.forUpdate())
          .executeTakeFirst();
        if (!row) return undefined;
        await transaction
          .updateTable("digests")
          .set({ state: "running", held_until: now + holdMs, first_tried_at: row.first_tried_at ?? now })
          .where("manager", "=", manager)
          .where("day", "=", day)
          .execute();
        return toDigest({ ...row, first_tried_at: row.first_tried_at ?? now });
      });
    },

    /** What is sent stays sent, even if somebody who lost it meanwhile says later that they do not know. */
    async settleDigest({ manager, day }: DigestName, outcome: DigestOutcome): Promise<void> {
      const { state } = outcome;
      await db
        .updateTable("digests")
        .set({
          ...{ state, held_until: null, error: state === "done" ? null : outcome.error },
          ...((state === "pending" || state === "unknown") && {
            attempts: sql<number>`attempts + 1`,
            due_at: outcome.retryAt,
          }),
        })
        .where("manager", "=", manager)
        .where("day", "=", day)
        .$if(state !== "done", (query) => query.where("state", "<>", "done"))
        .execute();
    },

    /** For a store whose running digests can only be those of a dead process. */
    async forgetRunningDigests(): Promise<void> {
      await db
        .updateTable("digests")
        .set({ state: "unknown", held_until: null })
        .where("state", "=", "running")
        .execute();
    },

    async sweepDigests(before: number): Promise<void> {
      await db.deleteFrom("digests").where("expires_at", "<", before).execute();
    },
  };
}

function toDigest(row: Pick<DigestRow, (typeof columns)[number]>): Digest {
  return {
    manager: row.manager,
    day: row.day,
    morningAt: row.morning_at,
    expiresAt: row.expires_at,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    firstTriedAt: row.first_tried_at ?? undefined,
    heldUntil: row.held_until ?? undefined,
  };
}
