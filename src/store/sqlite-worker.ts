import { parentPort, workerData } from "node:worker_threads";
import { Kysely, SqliteDialect } from "kysely";
import { callQuery } from "./engine.ts";
import { migrate } from "./migrations.ts";
import { allQueries } from "./queries/index.ts";
import type { Schema } from "./schema.ts";
import { forKysely, lockFolder, openDatabase } from "./sqlite-database.ts";
import { failureOf } from "./sqlite-failure.ts";
import type { SqliteCall, SqliteReply } from "./sqlite-protocol.ts";

/** The thread that holds the embedded database. It answers one call after the other, so transactions never mix. */
async function serve(folder: string, answer: (reply: SqliteReply) => void) {
  const lock = lockFolder(folder);
  if (!lock) {
    answer({ id: 0, failure: "in-use" });
    return undefined;
  }
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(openDatabase(folder)) }) });
  const queries = allQueries(db, { rowLocks: false, announce: async () => {} });
  await migrate(db);
  // Only a dead process can have left these: the folder is ours.
  await queries.releaseAll();
  await queries.forgetRunning();
  await queries.forgetRunningDigests();
  answer({ id: 0, value: Object.keys(queries) });

  return async ({ id, name, args }: SqliteCall): Promise<void> => {
    try {
      if (name === "close") {
        await db.destroy();
        lock.close();
        answer({ id });
        return parentPort?.close();
      }
      answer({ id, value: await callQuery(queries, name, args) });
    } catch (error) {
      answer({ id, ...failureOf(error) });
    }
  };
}

const port = parentPort;
if (!port) throw new Error("sqlite-worker.ts is started by sqlite-engine.ts, as a thread");
const answer = (reply: SqliteReply) => port.postMessage(reply);

try {
  const handle = await serve(workerData.folder, answer);
  let last = Promise.resolve();
  if (handle)
    port.on("message", (call: SqliteCall) => {
      last = last.then(() => handle(call));
    });
} catch (error) {
  answer({ id: 0, ...failureOf(error) });
}
