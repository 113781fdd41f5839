import { extname, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { type Engine, queriesThrough } from "./engine.ts";
import { makeFolder } from "./make-folder.ts";
import type { SqliteCall, SqliteReply } from "./sqlite-protocol.ts";
import { StoreInUse, StoreUnavailable } from "./store.ts";

type Pending = { resolve: (value: unknown) => void; reject: (error: Error) => void };

/** The thread that a store lives in. */
export interface StoreThread {
  worker: Worker;
  /** The store in it is closed, or never came to be. */
  release(): Promise<unknown>;
}

/** A thread for one store, which ends with it. */
export function ownThread(): StoreThread {
  // The same extension as this file: .ts as it is written, .js as it is built.
  const worker = new Worker(new URL(`./sqlite-worker${extname(import.meta.url)}`, import.meta.url), { name: "store" });
  return { worker, release: () => worker.terminate() };
}

/**
 * The embedded store: SQLite in a thread of its own, so that waiting for the disk holds up nobody. A query crosses over
 * whole, however many statements it takes.
 */
export async function openSqlite(
  dataDir: string,
  onProblem: (problem: Error) => void,
  startThread: () => StoreThread = ownThread,
): Promise<Engine> {
  const folder = resolve(dataDir);
  // It holds what customers wrote: for the service's user only.
  await makeFolder(folder).catch((cause) => {
    throw unavailable(folder, cause);
  });
  const { worker, release } = startThread();

  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ended: Error | undefined;
  let closing = false;

  function call(name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      if (closing) return reject(new StoreUnavailable("The store is closed."));
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, name, args } satisfies SqliteCall);
    });
  }

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  }

  worker.on("message", (reply: SqliteReply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.failure === undefined) waiting?.resolve(reply.value);
    else waiting?.reject(toError(folder, reply));
  });
  worker.on("error", (cause) => {
    const problem = unavailable(folder, cause);
    end(problem);
    onProblem(problem);
  });
  worker.on("exit", () => end(new StoreUnavailable("The store is closed.")));

  const names = await call("open", [folder]).catch(async (error) => {
    await release();
    throw error;
  });
  let closed: Promise<unknown> | undefined;
  return {
    queries: queriesThrough(Array.isArray(names) ? names : [], call),
    // Nobody else has it open: what becomes due becomes due in this process.
    onWake: () => {},
    async close() {
      closed ??= call("close", []).finally(release);
      closing = true;
      await closed;
    },
  };
}

function toError(folder: string, reply: SqliteReply): Error {
  if (reply.failure === "in-use")
    return new StoreInUse(
      `The store in ${folder} is open in another process, and only one can have it. Stop the other one, or give this one a DATA_DIR of its own, or set DATABASE_URL to share a PostgreSQL.`,
    );
  const cause = reply.error ?? new Error("no reason given");
  if (reply.failure === "newer") return new StoreUnavailable(cause.message, { cause });
  return reply.failure === "unavailable" ? unavailable(folder, cause, reply.hint) : cause;
}

function unavailable(folder: string, cause: Error, hint = "Check that this user may write there."): StoreUnavailable {
  return new StoreUnavailable(`The store in ${folder} cannot be used: ${cause.message}. ${hint}`, { cause });
}
