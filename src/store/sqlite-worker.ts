import { parentPort } from "node:worker_threads";
import { Kysely, SqliteDialect } from "kysely";
import { callQuery } from "./engine.ts";
import { migrate } from "./migrations.ts";
import { allQueries, type Queries } from "./queries/index.ts";
import type { Schema } from "./schema.ts";
import { forKysely, lockFolder, openDatabase } from "./sqlite-database.ts";
import { FolderTaken, failureOf } from "./sqlite-failure.ts";
import type { SqliteCall, SqliteReply } from "./sqlite-protocol.ts";

/** The thread that holds the embedded database. It answers one call after the other, so transactions never mix. */
const port = parentPort;
if (!port) throw new Error("sqlite-worker.ts is started by sqlite-engine.ts, as a thread");

let store: { queries: Queries; close(): Promise<void> } | undefined;
let last = Promise.resolve();
port.on("message", (call: SqliteCall) => {
  last = last.then(async () => port.postMessage(await reply(call)));
});

async function reply(call: SqliteCall): Promise<SqliteReply> {
  try {
    return { id: call.id, value: await answer(call) };
  } catch (error) {
    return { id: call.id, ...failureOf(error) };
  }
}

async function answer({ name, args }: SqliteCall): Promise<unknown> {
  if (name === "open") {
    store = await open(String(args[0]));
    return Object.keys(store.queries);
  }
  if (!store) throw new Error(`"${name}" before a store was opened`);
  if (name !== "close") return callQuery(store.queries, name, args);
  await store.close();
  store = undefined;
  return undefined;
}

async function open(folder: string): Promise<NonNullable<typeof store>> {
  const lock = lockFolder(folder);
  if (!lock) throw new FolderTaken();
  try {
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(openDatabase(folder)) }) });
    const queries = allQueries(db, { rowLocks: false, announce: async () => {} });
    await migrate(db);
    // Only a dead process can have left these: the folder is ours.
    await queries.releaseAll();
    await queries.forgetRunning();
    await queries.forgetRunningDigests();
    return { queries, close: () => db.destroy().finally(() => lock.close()) };
  } catch (error) {
    lock.close();
    throw error;
  }
}
