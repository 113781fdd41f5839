import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";

/** A backup cannot be made, or would not be one. */
export class BackupFailed extends Error {
  override name = "BackupFailed";
}

/**
 * Copies the embedded store into a file while a service works on it (SQLite's online backup): the file holds one moment, whole.
 * It appears under its name once it is complete and has been checked; a file that is there already is left alone. Answers
 * its size in bytes. Throws `BackupFailed`.
 */
export async function backUpStore(dataDir: string, file: string): Promise<number> {
  if (await exists(file)) throw new BackupFailed(`${file} is there already, and is left alone: name another file`);
  const from = join(dataDir, "escalations.db");
  if (!(await exists(from)))
    throw new BackupFailed(`there is no embedded store in ${dataDir}; with DATABASE_URL set, use pg_dump`);
  const partial = `${file}.partial`;
  await rm(partial, { force: true });
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    await backup(source, partial);
  } catch (cause) {
    throw new BackupFailed(`${from} could not be copied to ${partial}: ${String(cause)}`, { cause });
  } finally {
    source.close();
  }
  check(partial);
  await rename(partial, file);
  return (await stat(file)).size;
}

function check(file: string): void {
  const copy = new DatabaseSync(file);
  try {
    // A file that is moved about alone must not leave half of itself in a log beside it.
    copy.exec("pragma journal_mode = delete");
    const [first] = Object.values(copy.prepare("pragma integrity_check").get() ?? {});
    if (first !== "ok") throw new BackupFailed(`${file} is damaged: ${String(first)}`);
  } finally {
    copy.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
