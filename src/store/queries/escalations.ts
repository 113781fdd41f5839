import { sql } from "kysely";
import type { IssueKey } from "../../issue-key.ts";
import type { Commit, Remembered, TimelineEntry } from "../store.ts";
import type { Database, Dialect } from "./dialect.ts";
import { addEffects, effectColumns, replaceEffects, toEffect } from "./effects.ts";
import { keepLife } from "./lives.ts";
import { replaceWatches } from "./watches.ts";

/** Small enough that nobody waits for it. */
const SWEEP_CHUNK = 200;

/** Word for word the condition of the indexes of open escalations, which are used only if it stands so in the query. */
const isOpen = sql<boolean>`is_open = 1`;

export function escalationQueries(db: Database, dialect: Dialect) {
  /** Nobody else can claim the issue before the transaction is over. */
  const isClaimed = async (transaction: Database, key: IssueKey, generation: number) =>
    (await transaction
      .selectFrom("work")
      .select("issue_key")
      .where("issue_key", "=", key)
      .where("claimed_generation", "=", generation)
      .$if(dialect.rowLocks, (query) => query.forShare())
      .executeTakeFirst()) !== undefined;

  return {
    async knows(key: IssueKey): Promise<boolean> {
      const row = await db
        .selectFrom("escalations")
        .select("issue_key")
        .where("issue_key", "=", key)
        .executeTakeFirst();
      return row !== undefined;
    },

    async load(key: IssueKey): Promise<Remembered | undefined> {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom("escalations")
          .select(["memory", "summary"])
          .where("issue_key", "=", key)
          .executeTakeFirst();
        if (!row) return undefined;
        const effects = await transaction
          .selectFrom("effects")
          .select(effectColumns)
          .where("issue_key", "=", key)
          .orderBy("position")
          .execute();
        return { memory: row.memory, summary: row.summary, effects: effects.map(toEffect) };
      });
    },

    async commit({ key, memory, view, effects, replace, timeline, watched, at, generation }: Commit): Promise<boolean> {
      const { open, customer, summary, life } = view;
      const changed = { memory, is_open: open ? 1 : 0, customer, summary, changed_at: at };
      return db.transaction().execute(async (transaction) => {
        if (generation !== undefined && !(await isClaimed(transaction, key, generation))) return false;
        // Comes before the effects: it also locks the escalation, as everything that changes its effects does.
        await transaction
          .insertInto("escalations")
          .values({ issue_key: key, taken_at: at, ...changed })
          .onConflict((conflict) => conflict.column("issue_key").doUpdateSet(changed))
          .execute();
        if (life != null) await keepLife(transaction, key, life);
        await addEffects(transaction, key, effects, at);
        await replaceEffects(transaction, key, replace, at);
        await addTimeline(transaction, key, timeline);
        await replaceWatches(transaction, key, watched);
        return true;
      });
    },

    async rename(from: IssueKey, to: IssueKey, memory: string, forget: readonly string[]): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        const rest = ["is_open", "customer", "summary", "taken_at", "changed_at"] as const;
        const old = await transaction
          .selectFrom("escalations")
          .select(rest)
          .where("issue_key", "=", from)
          .executeTakeFirst();
        if (!old) return;
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("escalations")
          .values({ issue_key: to, memory, ...old })
          .onConflict((conflict) => conflict.column("issue_key").doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 0n) return;
        if (forget.length > 0)
          await transaction
            .deleteFrom("effects")
            .where("issue_key", "=", from)
            .where("effect_key", "in", forget)
            .execute();
        await transaction.updateTable("effects").set({ issue_key: to }).where("issue_key", "=", from).execute();
        await transaction.updateTable("timeline").set({ issue_key: to }).where("issue_key", "=", from).execute();
        await transaction.updateTable("lives").set({ issue_key: to }).where("issue_key", "=", from).execute();
        await transaction.updateTable("watches").set({ issue_key: to }).where("issue_key", "=", from).execute();
        await transaction.deleteFrom("escalations").where("issue_key", "=", from).execute();
      });
    },

    async timeline(key: IssueKey): Promise<TimelineEntry[]> {
      return db
        .selectFrom("timeline")
        .select(["at", "who", "what", "rule", "facts"])
        .where("issue_key", "=", key)
        .orderBy("at")
        .orderBy("position")
        .execute();
    },

    /** Removes some lines, of closed escalations, that are older than `before`; 0 when none is left. */
    async sweepTimelines(before: number): Promise<number> {
      const rows = await db
        .selectFrom("timeline")
        .innerJoin("escalations", "escalations.issue_key", "timeline.issue_key")
        .select(["timeline.issue_key as key", "timeline.position"])
        .where("timeline.at", "<", before)
        .where("escalations.is_open", "=", 0)
        .orderBy("timeline.at")
        .limit(SWEEP_CHUNK)
        .execute();
      for (const [key, lines] of Map.groupBy(rows, (row) => row.key)) {
        await db
          .deleteFrom("timeline")
          .where("issue_key", "=", key)
          .where(
            "position",
            "in",
            lines.map(({ position }) => position),
          )
          .execute();
      }
      return rows.length;
    },

    async ofCustomer(customer: string): Promise<{ key: IssueKey; summary: string }[]> {
      return db
        .selectFrom("escalations")
        .select(["issue_key as key", "summary"])
        .where("customer", "=", customer)
        .where(isOpen)
        .orderBy("taken_at")
        .orderBy("issue_key")
        .execute();
    },

    async list({ open }: { open?: boolean }): Promise<{ key: IssueKey; open: boolean; summary: string }[]> {
      const rows = await db
        .selectFrom("escalations")
        .select(["issue_key as key", "is_open", "summary"])
        .$if(open === true, (query) => query.where(isOpen))
        .$if(open === false, (query) => query.where("is_open", "=", 0))
        .orderBy("issue_key")
        .execute();
      return rows.map(({ key, is_open, summary }) => ({ key, open: is_open === 1, summary }));
    },
  };
}

async function addTimeline(transaction: Database, key: IssueKey, entries: readonly TimelineEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const { last } = await transaction
    .selectFrom("timeline")
    .select((row) => row.fn.max("position").as("last"))
    .where("issue_key", "=", key)
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto("timeline")
    .values(
      entries.map(({ at, who, what, rule, facts }, index) => ({
        ...{ issue_key: key, position: (last ?? 0) + 1 + index },
        ...{ at, who, what, rule, facts },
      })),
    )
    .execute();
}
