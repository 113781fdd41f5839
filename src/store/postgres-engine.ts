import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { callQuery, type Engine, queriesThrough } from "./engine.ts";
import { migrate } from "./migrations.ts";
import { postgresError } from "./postgres-error.ts";
import { listen } from "./postgres-listener.ts";
import { allQueries } from "./queries/index.ts";
import type { Schema } from "./schema.ts";

const CHANNEL = "escalations_work";
const BIGINT = 20;

/** Nothing here takes long; what does is stuck, and then a delivery is better refused than left hanging. */
const limits = {
  connectionTimeoutMillis: 5_000,
  lock_timeout: 5_000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 10_000,
  /** Counted on our side: the network may swallow the server's answer. */
  query_timeout: 15_000,
  /** So a connection that hangs half-open is out of use soon. */
  maxLifetimeSeconds: 120,
};

/** The store in a PostgreSQL, for any number of processes. */
export async function openPostgres(databaseUrl: string, onProblem: (problem: Error) => void): Promise<Engine> {
  const config: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: "escalations",
    keepAlive: true,
    connectionTimeoutMillis: limits.connectionTimeoutMillis,
    // Times are bigint; the driver would give them as text.
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as "text"),
    },
  };
  const report = (cause: unknown) => onProblem(postgresError(databaseUrl, cause));

  const db = connect({ ...config, ...limits, max: 10 }, report);
  const queries = allQueries(db, {
    rowLocks: true,
    async announce(transaction) {
      await sql`select pg_notify(${CHANNEL}, '')`.execute(transaction);
    },
  });
  try {
    await migrateAlone(config, report);
    // Makes sure of the rights, and the pool can be closed only once it was used.
    await queries.ping();
  } catch (cause) {
    await db.destroy();
    throw postgresError(databaseUrl, cause);
  }

  const listener = listen(config, CHANNEL, report);
  let closed: Promise<void> | undefined;
  return {
    queries: queriesThrough(Object.keys(queries), async (name, args) => {
      try {
        return await callQuery(queries, name, args.map(storable));
      } catch (cause) {
        throw postgresError(databaseUrl, cause);
      }
    }),
    onWake: listener.onWake,
    close() {
      closed ??= Promise.all([listener.close(), db.destroy()]).then(() => {});
      return closed;
    },
  };
}

/** PostgreSQL's text holds every character but U+0000, which an error message or a chat text may well contain. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\u{fffd}") : value;
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storable(inner)]));
}

/** On a connection of its own, without limits: a migration may take its time, and waits for the one of another process. */
async function migrateAlone(config: pg.ClientConfig, report: (cause: unknown) => void): Promise<void> {
  const db = connect({ ...config, max: 1 }, report);
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

function connect(config: pg.PoolConfig, report: (cause: unknown) => void): Kysely<Schema> {
  const pool = new pg.Pool(config);
  // An idle connection that breaks; the pool makes another.
  pool.on("error", report);
  // One that breaks while it is in use, between two queries of a transaction: the next query fails with it.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
