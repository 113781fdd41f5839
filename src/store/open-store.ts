import { assembleStore } from "./assemble-store.ts";
import { openSqlite, type StoreThread } from "./sqlite-engine.ts";
import type { Store } from "./store.ts";

export interface StoreOptions {
  /** A PostgreSQL, for any number of processes. Absent: the embedded store in `dataDir`, for one process. */
  databaseUrl?: string | undefined;
  /** Made if it does not exist. */
  dataDir: string;
  /** Told of what goes wrong in the background and mends itself, such as a lost connection. */
  onProblem?: (problem: Error) => void;
  /** Where the embedded store lives; its own thread unless told otherwise. */
  startThread?: (() => StoreThread) | undefined;
}

/**
 * Opens the store and brings its tables up to date. Throws `StoreInUse` if another process has the embedded store open,
 * `StoreUnavailable` if the database cannot be reached or written.
 */
export async function openStore({ databaseUrl, dataDir, onProblem = warn, startThread }: StoreOptions): Promise<Store> {
  if (databaseUrl === undefined) return assembleStore(await openSqlite(dataDir, onProblem, startThread));
  // Loaded only where it is used: the embedded store's main thread needs neither pg nor kysely.
  const { openPostgres } = await import("./postgres-engine.ts");
  return assembleStore(await openPostgres(databaseUrl, onProblem));
}

function warn(problem: Error): void {
  process.emitWarning(problem);
}
