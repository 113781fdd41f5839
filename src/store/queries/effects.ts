import { sql } from "kysely";
import type { IssueKey } from "../../issue-key.ts";
import type { EffectRow } from "../schema.ts";
import type { Effect, EffectOutcome, EffectState, NewEffect } from "../store.ts";
import type { Database, Dialect } from "./dialect.ts";

export const effectColumns = [
  ...(["effect_key", "lane", "stream", "action", "state", "attempts"] as const),
  ...(["due_at", "first_tried_at", "result", "error"] as const),
] as const;

export function effectQueries(db: Database, dialect: Dialect) {
  /** Everything that changes effects takes their escalation first, so that no two wait for each other. */
  const lock = async (transaction: Database, key: IssueKey) => {
    if (!dialect.rowLocks) return;
    await transaction.selectFrom("escalations").select("issue_key").where("issue_key", "=", key).forUpdate().execute();
  };

  return {
    async begin(
      key: IssueKey,
      effectKeys: readonly string[],
      worker: string,
      now: number,
      leaseMs: number,
    ): Promise<Effect[]> {
      if (effectKeys.length === 0) return [];
      return db.transaction().execute(async (transaction) => {
        await lock(transaction, key);
        const rows = await transaction
          .selectFrom("effects")
          .select(effectColumns)
          .where("issue_key", "=", key)
          .where("effect_key", "in", effectKeys)
          .where((row) =>
            row.or([
              row.and([row("state", "in", ["pending", "unknown"]), row("due_at", "<=", now)]),
              row.and([row("state", "=", "running"), row("claimed_until", "<=", now)]),
            ]),
          )
          .orderBy("position")
          .execute();
        if (rows.length === 0) return [];
        await transaction
          .updateTable("effects")
          .set({
            state: "running",
            claimed_by: worker,
            claimed_until: now + leaseMs,
            first_tried_at: sql`coalesce(first_tried_at, ${now})`,
          })
          .where("issue_key", "=", key)
          .where(
            "effect_key",
            "in",
            rows.map((row) => row.effect_key),
          )
          .execute();
        return rows.map((row) => toEffect({ ...row, first_tried_at: row.first_tried_at ?? now }));
      });
    },

    async renewEffects(
      key: IssueKey,
      effectKeys: readonly string[],
      worker: string,
      now: number,
      leaseMs: number,
    ): Promise<string[]> {
      if (effectKeys.length === 0) return [];
      return db.transaction().execute(async (transaction) => {
        await lock(transaction, key);
        const renewed = await transaction
          .updateTable("effects")
          .set({ claimed_until: now + leaseMs })
          .where("issue_key", "=", key)
          .where("effect_key", "in", effectKeys)
          .where("state", "=", "running")
          .where("claimed_by", "=", worker)
          .returning("effect_key")
          .execute();
        return renewed.map((row) => row.effect_key);
      });
    },

    /**
     * What is done stays done, even if somebody who lost it meanwhile says later that he does not know; and what another
     * has begun since is that one's to say.
     */
    async settle(key: IssueKey, outcomes: readonly EffectOutcome[], worker?: string): Promise<void> {
      if (outcomes.length === 0) return;
      await db.transaction().execute(async (transaction) => {
        await lock(transaction, key);
        for (const outcome of outcomes) {
          await transaction
            .updateTable("effects")
            .set({ state: outcome.state, claimed_by: null, claimed_until: null, ...settled(outcome) })
            .where("issue_key", "=", key)
            .where("effect_key", "=", outcome.key)
            .$if(outcome.state !== "done", (query) => query.where("state", "<>", "done"))
            .$if(outcome.state !== "done" && worker !== undefined, (query) =>
              query.where("state", "=", "running").where("claimed_by", "=", worker ?? null),
            )
            .execute();
        }
      });
    },

    async retryGivenUp(now: number, except: string): Promise<IssueKey[]> {
      return db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .selectFrom("effects")
          .select("issue_key")
          .distinct()
          .where(givenUp)
          .where(doesNotStartWith(except))
          // Two who do so at once wait for each other in one direction only.
          .orderBy("issue_key")
          .execute();
        const retried: IssueKey[] = [];
        for (const { issue_key: key } of rows) {
          await lock(transaction, key);
          const { numUpdatedRows } = await transaction
            .updateTable("effects")
            .set({ state: "unknown", attempts: 0, due_at: now })
            .where("issue_key", "=", key)
            .where(givenUp)
            .where(doesNotStartWith(except))
            .executeTakeFirstOrThrow();
          if (numUpdatedRows > 0n) retried.push(key);
        }
        return retried;
      });
    },

    /** For a store whose running effects can only be those of a dead process. */
    async forgetRunning(): Promise<void> {
      await db
        .updateTable("effects")
        .set({ state: "unknown", claimed_by: null, claimed_until: null })
        .where("state", "=", "running")
        .where(undone)
        .execute();
    },

    async troubled(): Promise<{ key: IssueKey; effect: Effect }[]> {
      const rows = await db
        .selectFrom("effects")
        .select(["issue_key", ...effectColumns])
        .where(undone)
        .where("state", "<>", "running")
        .orderBy("issue_key")
        .orderBy("position")
        .execute();
      return rows.map(({ issue_key, ...row }) => ({ key: issue_key, effect: toEffect(row) }));
    },
  };
}

/** Word for word the condition of the index `effects_undone`, which is used only if it stands so in the query. */
const undone = sql<boolean>`state <> 'done'`;

/** With the index's condition, so that what is done, which is nearly everything, is not read. */
const givenUp = sql<boolean>`state <> 'done' and state = 'given-up'`;

/** To the letter, which `like` would not be on one of the engines. */
function doesNotStartWith(prefix: string) {
  return sql<boolean>`substr(effect_key, 1, ${sql.lit(Array.from(prefix).length)}) <> ${prefix}`;
}

/** Adds effects whose key is new, in the order given. */
export async function addEffects(
  transaction: Database,
  key: IssueKey,
  effects: readonly NewEffect[],
  at: number,
): Promise<void> {
  if (effects.length === 0) return;
  await transaction
    .insertInto("effects")
    .values(await fresh(transaction, key, effects, at))
    .onConflict((conflict) => conflict.columns(["issue_key", "effect_key"]).doNothing())
    .execute();
}

/**
 * Adds effects, or makes known ones pending again, at the end of the order, if their action changed. Those under way
 * are left alone, and so are those of unknown outcome: a look-up must know the action it looks for. What the last
 * time left as `result` stays readable until there is a new one.
 */
export async function replaceEffects(
  transaction: Database,
  key: IssueKey,
  effects: readonly NewEffect[],
  at: number,
): Promise<void> {
  if (effects.length === 0) return;
  const lastByKey = [...new Map(effects.map((effect) => [effect.key, effect])).values()];
  await transaction
    .insertInto("effects")
    .values(await fresh(transaction, key, lastByKey, at))
    .onConflict((conflict) =>
      conflict
        .columns(["issue_key", "effect_key"])
        .doUpdateSet((row) => ({
          position: row.ref("excluded.position"),
          lane: row.ref("excluded.lane"),
          stream: row.ref("excluded.stream"),
          action: row.ref("excluded.action"),
          state: row.ref("excluded.state"),
          attempts: row.ref("excluded.attempts"),
          due_at: row.ref("excluded.due_at"),
          first_tried_at: row.ref("excluded.first_tried_at"),
          error: null,
        }))
        .where("effects.action", "<>", (row) => row.ref("excluded.action"))
        .where("effects.state", "not in", ["running", "unknown"]),
    )
    .execute();
}

async function fresh(transaction: Database, key: IssueKey, effects: readonly NewEffect[], at: number) {
  const { last } = await transaction
    .selectFrom("effects")
    .select((row) => row.fn.max("position").as("last"))
    .where("issue_key", "=", key)
    .executeTakeFirstOrThrow();
  return effects.map(({ key: effect_key, lane, stream, action, since, result }, index) => ({
    ...{ issue_key: key, effect_key, position: (last ?? 0) + 1 + index },
    ...{ lane, stream, action, state: stateOf({ since, result }), attempts: 0, due_at: at },
    ...{ first_tried_at: since ?? null, result: result ?? null },
  }));
}

function stateOf({ since, result }: { since: number | undefined; result: string | undefined }): EffectState {
  if (result !== undefined) return "done";
  return since === undefined ? "pending" : "unknown";
}

function settled(outcome: EffectOutcome) {
  switch (outcome.state) {
    case "done":
      return { result: outcome.result, error: null };
    case "given-up":
      return { error: outcome.error, attempts: sql<number>`attempts + 1` };
    case "pending":
    case "unknown":
      return { error: outcome.error, attempts: sql<number>`attempts + 1`, due_at: outcome.retryAt };
  }
}

export function toEffect(row: Pick<EffectRow, (typeof effectColumns)[number]>): Effect {
  return {
    key: row.effect_key,
    lane: row.lane,
    stream: row.stream,
    action: row.action,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    firstTriedAt: row.first_tried_at ?? undefined,
    result: row.result ?? undefined,
    error: row.error ?? undefined,
  };
}
