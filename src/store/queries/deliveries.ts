import type { Delivery } from "../store.ts";
import type { Database, Dialect } from "./dialect.ts";
import { touchRows } from "./work.ts";

/** Small enough that deliveries of the moment wait only a few milliseconds for it. */
const SWEEP_CHUNK = 200;

export function deliveryQueries(db: Database, dialect: Dialect) {
  return {
    /** Keeps deliveries and makes their issues due, all or nothing. Answers for each, in order, whether it was new. */
    async accept(deliveries: readonly Delivery[]): Promise<("kept" | "known")[]> {
      const kept = await db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .insertInto("deliveries")
          .values(firstById(deliveries).map(toRow))
          .onConflict((conflict) => conflict.column("id").doNothing())
          .returning(["id", "issue_key as key", "received_at as dueAt"])
          .execute();
        if (rows.length > 0) {
          await touchRows(transaction, rows);
          await dialect.announce(transaction);
        }
        return new Set(rows.map((row) => row.id));
      });
      // The first copy within the batch takes the answer; the others are repeats.
      return deliveries.map(({ id }) => (kept.delete(id) ? "kept" : "known"));
    },

    /** Removes some of the deliveries received before `before`; 0 when none is left. */
    async sweepSome(before: number): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom("deliveries")
        .where("id", "in", (old) =>
          old
            .selectFrom("deliveries")
            .select("id")
            .where("received_at", "<", before)
            .orderBy("received_at")
            .limit(SWEEP_CHUNK)
            .$if(dialect.rowLocks, (query) => query.forUpdate().skipLocked()),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },

    /** Writes, since reading alone would not notice a full disk or a standby. */
    async ping(): Promise<void> {
      await db
        .updateTable("heartbeat")
        .set((row) => ({ beats: row("beats", "+", 1) }))
        .where("id", "=", 1)
        .execute();
    },
  };
}

/** One per id, in the order of ids: two processes that insert the same ones then wait for each other in one direction only. */
function firstById(deliveries: readonly Delivery[]): Delivery[] {
  const byId = new Map<string, Delivery>();
  for (const delivery of deliveries) if (!byId.has(delivery.id)) byId.set(delivery.id, delivery);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toRow({ id, key, event, body, receivedAt }: Delivery) {
  return { id, issue_key: key, event, body, received_at: receivedAt };
}
