import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "./schema.ts";

const TABLE = "escalations_migration";

/**
 * By name, in order. A released one is never changed; its `db` is untyped because the schema of its day is gone. Replicas of
 * the version before run on while it is made and after it: it may only add (CONTRIBUTING.md, "Changing what is stored").
 */
const migrations: Record<string, Migration> = {
  "0001-initial": { up: initial },
  "0002-customers-and-watches": { up: customersAndWatches },
  "0003-digests": { up: digests },
  "0004-timeline-by-time": { up: timelineByTime },
  "0005-lives": { up: lives },
  "0006-pages": { up: pages },
};

/**
 * Brings the tables up to date. Several processes may do so at once: PostgreSQL has an advisory lock, the embedded store
 * belongs to one process. `upTo` names the last one to make, for a store as an earlier version left it. Tables that a newer
 * version has brought further are left as they are. Throws the database's error when a migration fails.
 */
export async function migrate(db: Kysely<Schema>, upTo?: string): Promise<void> {
  const error = await migrated(db, {}, upTo);
  if (error === undefined) return;
  // Kysely takes one it does not know for a mistake.
  const newer = await newerMigrations(db);
  const remaining = Object.keys(newer).length === 0 ? error : await migrated(db, newer, upTo);
  if (remaining !== undefined) throw remaining;
}

async function migrated(db: Kysely<Schema>, newer: Record<string, Migration>, upTo?: string): Promise<unknown> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations, ...newer }) },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  return error;
}

/** What a newer version has done already: there is nothing left to do. */
async function newerMigrations(db: Kysely<Schema>): Promise<Record<string, Migration>> {
  const newest = Object.keys(migrations).at(-1) ?? "";
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)} where name > ${newest}`.execute(db);
  return Object.fromEntries(rows.map(({ name }) => [name, { up: async () => {} }]));
}

async function initial(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("deliveries")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("issue_key", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("deliveries_received").on("deliveries").columns(["received_at", "id"]).execute();

  await db.schema
    .createTable("work")
    .addColumn("issue_key", "text", (column) => column.primaryKey().notNull())
    .addColumn("due_at", "bigint")
    .addColumn("generation", "bigint", (column) => column.notNull())
    .addColumn("claimed_by", "text")
    .addColumn("claimed_at", "bigint")
    .addColumn("claimed_until", "bigint")
    .addColumn("claimed_generation", "bigint")
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("parked_at", "bigint")
    .execute();
  // Holds all that a claim and a look at the next due moment ask for, so that neither reads the table.
  await db.schema
    .createIndex("work_due")
    .on("work")
    .columns(["due_at", "issue_key", "claimed_until"])
    .where(sql<boolean>`due_at is not null`)
    .execute();
  await db.schema
    .createIndex("work_claimed")
    .on("work")
    .columns(["claimed_until"])
    .where(sql<boolean>`claimed_until is not null`)
    .execute();
  await db.schema
    .createIndex("work_parked")
    .on("work")
    .columns(["parked_at"])
    .where(sql<boolean>`parked_at is not null`)
    .execute();

  await db.schema
    .createTable("escalations")
    .addColumn("issue_key", "text", (column) => column.primaryKey().notNull())
    .addColumn("memory", "text", (column) => column.notNull())
    .addColumn("is_open", "integer", (column) => column.notNull())
    .addColumn("summary", "text", (column) => column.notNull())
    .addColumn("changed_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("escalations_open")
    .on("escalations")
    .columns(["issue_key"])
    .where(sql<boolean>`is_open = 1`)
    .execute();

  await db.schema
    .createTable("effects")
    .addColumn("issue_key", "text", (column) => column.notNull().references("escalations.issue_key"))
    .addColumn("effect_key", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("lane", "text", (column) => column.notNull())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("first_tried_at", "bigint")
    .addColumn("claimed_by", "text")
    .addColumn("claimed_until", "bigint")
    .addColumn("result", "text")
    .addColumn("error", "text")
    .addPrimaryKeyConstraint("effects_key", ["issue_key", "effect_key"])
    .execute();
  await db.schema.createIndex("effects_order").on("effects").columns(["issue_key", "position"]).execute();
  await db.schema
    .createIndex("effects_undone")
    .on("effects")
    .columns(["issue_key", "position"])
    .where(sql<boolean>`state <> 'done'`)
    .execute();

  await db.schema
    .createTable("timeline")
    .addColumn("issue_key", "text", (column) => column.notNull().references("escalations.issue_key"))
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("who", "text", (column) => column.notNull())
    .addColumn("what", "text", (column) => column.notNull())
    .addColumn("rule", "text", (column) => column.notNull())
    .addColumn("facts", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("timeline_key", ["issue_key", "position"])
    .execute();

  await db.schema
    .createTable("kept_facts")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("heartbeat")
    .addColumn("id", "integer", (column) => column.primaryKey().notNull())
    .addColumn("beats", "bigint", (column) => column.notNull())
    .execute();
  await sql`insert into heartbeat (id, beats) values (1, 0)`.execute(db);
}

async function customersAndWatches(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("escalations").addColumn("customer", "text").execute();
  // One statement, one column: SQLite adds no more at a time.
  await db.schema
    .alterTable("escalations")
    .addColumn("taken_at", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`
    update escalations set taken_at = coalesce(
      (select min(timeline.at) from timeline where timeline.issue_key = escalations.issue_key),
      changed_at
    )
  `.execute(db);
  await db.schema
    .createIndex("escalations_customer")
    .on("escalations")
    .columns(["customer", "taken_at", "issue_key"])
    .where(sql<boolean>`is_open = 1`)
    .execute();

  await db.schema
    .createTable("watches")
    .addColumn("issue_key", "text", (column) => column.notNull().references("escalations.issue_key"))
    .addColumn("watched_key", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("watches_key", ["issue_key", "watched_key"])
    .execute();
  await db.schema.createIndex("watches_watched").on("watches").columns(["watched_key", "issue_key"]).execute();
}

async function digests(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("digests")
    .addColumn("manager", "text", (column) => column.notNull())
    .addColumn("day", "text", (column) => column.notNull())
    .addColumn("morning_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("first_tried_at", "bigint")
    .addColumn("held_until", "bigint")
    .addColumn("error", "text")
    .addPrimaryKeyConstraint("digests_key", ["manager", "day"])
    .execute();
}

/** Old lines are looked for by the hour. */
async function timelineByTime(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("timeline_at").on("timeline").columns(["at"]).execute();
}

/** A customer's past escalations, and whether anything changed, are asked for by pages, and among very many. */
async function pages(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("escalations_ever").on("escalations").columns(["customer", "taken_at"]).execute();
  await db.schema.createIndex("escalations_changed").on("escalations").columns(["changed_at"]).execute();
}

/** Apart from the escalations: there a row is long, and all rows are read for the figures. */
async function lives(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("lives")
    .addColumn("issue_key", "text", (column) => column.primaryKey().notNull().references("escalations.issue_key"))
    .addColumn("life", "text", (column) => column.notNull())
    .execute();
}
