import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

export type Database = Kysely<Schema>;

/** What the queries need to know of the engine they run on. */
export interface Dialect {
  /** Rows can be locked (`for update`, `skip locked`). Without, there is one writer at a time anyway. */
  rowLocks: boolean;
  /** Tells other processes, once the transaction is committed, that work may be due. */
  announce(transaction: Database): Promise<void>;
}
