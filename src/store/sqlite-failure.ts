import type { SqliteReply } from "./sqlite-protocol.ts";
import { StoreUnavailable } from "./store.ts";

/** SQLite's primary result codes (sqlite.org/rescode.html) that say something about us and not about the disk. */
const MISTAKES = new Set([1, 19, 20, 21, 25]);
/** Another connection holds the lock. */
export const BUSY = 5;

const hints: Record<number, string> = {
  [BUSY]: "Another program keeps the database locked: end it.",
  8: "It is read-only: check that this user may write there.",
  10: "Check the disk.",
  11: "It is damaged: put a backup in its place, or move it away and run `escalations sync`.",
  13: "The disk is full: make room.",
  14: "Check that the folder exists and that this user may write there.",
  26: "It is no SQLite database: put a backup in its place, or move it away and run `escalations sync`.",
};

/** Another process has the folder. */
export class FolderTaken extends Error {
  override name = "FolderTaken";
}

/** Sorts an error of the database thread into what its caller can do about it. */
export function failureOf(error: unknown): Pick<SqliteReply, "failure" | "error" | "hint"> {
  if (error instanceof FolderTaken) return { failure: "in-use" };
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof StoreUnavailable) return { failure: "newer", error: cause };
  const code = sqliteCode(cause);
  if (code === undefined || MISTAKES.has(code)) return { failure: "mistake", error: cause };
  return { failure: "unavailable", error: cause, hint: hints[code] };
}

/** The primary result code, which extended codes carry in their lowest byte; undefined if the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return undefined;
  return error.errcode & 0xff;
}
