import pg from "pg";
import { StoreUnavailable } from "./store.ts";

/**
 * Classes and codes of SQLSTATE (PostgreSQL manual, appendix A) that say something about the server or the moment:
 * connection, rolled back for others' sake, resources, limits, intervention, system, internal, wrong login, no rights,
 * no such database, read-only.
 */
const UNAVAILABLE = /^(08|40|53|54|55|57|58|XX|28|42501|3D|25006)/;

/** Errors of the server that mean a mistake of ours stay as they are; all others mean that the store is out of reach. */
export function postgresError(databaseUrl: string, cause: unknown): Error {
  if (cause instanceof StoreUnavailable) return cause;
  if (cause instanceof pg.DatabaseError && !UNAVAILABLE.test(cause.code ?? "XX")) return cause;
  if (cause instanceof TypeError || cause instanceof RangeError) return cause;
  return new StoreUnavailable(
    `PostgreSQL at ${place(databaseUrl)} cannot be used: ${reason(cause)}. Check DATABASE_URL, and that the server runs and lets this user create tables.`,
    { cause },
  );
}

/** Where the database is, without user and password. */
function place(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "DATABASE_URL";
  const url = new URL(databaseUrl);
  return `${url.searchParams.get("host") ?? (url.host || "localhost")}${url.pathname}`;
}

/** Several addresses of one host fail together, with one error each and no message of its own. */
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join(", ");
  return cause instanceof Error ? cause.message : String(cause);
}
