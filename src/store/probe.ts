import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { postgresError } from "./postgres-error.ts";
import { lockFolder } from "./sqlite-database.ts";
import { StoreUnavailable } from "./store.ts";

export interface Probe {
  /** A sentence without a full stop. */
  what: string;
  /** A service works with it at the moment. */
  isRunning: boolean;
}

const LITTLE_ROOM_BYTES = 200 * 1024 * 1024;
const PATIENCE_MS = 5_000;

/**
 * Whether the store could be used, without using it: nothing is made and no table is brought up to date. Throws
 * `StoreUnavailable` with what is in the way.
 */
export function probeStore(store: { databaseUrl: string | undefined; dataDir: string }): Promise<Probe> {
  return store.databaseUrl === undefined ? probeFolder(resolve(store.dataDir)) : probePostgres(store.databaseUrl);
}

async function probeFolder(folder: string): Promise<Probe> {
  const nearest = await existing(folder);
  try {
    if (!(await stat(nearest)).isDirectory())
      throw new StoreUnavailable(`${nearest} is not a folder. Set DATA_DIR to one.`);
    await rm(await mkdtemp(join(nearest, ".doctor-")), { recursive: true });
    const { bavail, bsize } = await statfs(nearest);
    if (bavail * bsize < LITTLE_ROOM_BYTES) {
      const left = Math.floor((bavail * bsize) / 1024 / 1024);
      throw new StoreUnavailable(`Only ${left} MB are left for ${folder}. Make room, or set DATA_DIR to another disk.`);
    }
  } catch (cause) {
    if (cause instanceof StoreUnavailable) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${nearest} cannot be written (${why}). Give it to the service's user, or set DATA_DIR to another folder.`;
    throw new StoreUnavailable(message, { cause });
  }
  if (!existsSync(join(folder, "escalations.db")))
    return { what: `embedded; ${folder} is made at the first start`, isRunning: false };
  const lock = lockFolder(folder);
  if (!lock) return { what: `embedded, in ${folder}; the service runs with it`, isRunning: true };
  lock.close();
  readable(join(folder, "escalations.db"));
  return { what: `embedded, in ${folder}`, isRunning: false };
}

function readable(file: string): void {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    database.prepare("select count(*) from sqlite_master").get();
    database.close();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnavailable(
      `${file} cannot be read (${why}). Put back a backup, or set DATA_DIR to another folder.`,
      {
        cause,
      },
    );
  }
}

async function existing(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) || at === dirname(at)) return at;
  }
}

async function probePostgres(databaseUrl: string): Promise<Probe> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "escalations doctor",
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  // A connection that ends by itself later must not end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{
      standby: boolean;
      may_create: boolean | null;
      others: number;
      version: string;
    }>(
      `select pg_is_in_recovery() as standby, has_schema_privilege(current_schema(), 'CREATE') as may_create,
              current_setting('server_version') as version,
              (select count(*)::int from pg_stat_activity
                where datname = current_database() and application_name = 'escalations') as others`,
    );
    const [found] = rows;
    if (found?.standby)
      throw new StoreUnavailable("DATABASE_URL leads to a standby, which cannot be written. Name the primary.");
    if (!found?.may_create)
      throw new StoreUnavailable("The user of DATABASE_URL may not make tables. Grant it CREATE on the schema.");
    return { what: `PostgreSQL ${found.version}`, isRunning: found.others > 0 };
  } catch (cause) {
    if (cause instanceof StoreUnavailable) throw cause;
    throw postgresError(databaseUrl, cause);
  } finally {
    await client.end();
  }
}
