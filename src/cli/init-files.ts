import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Undefined where there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a file whole or not at all; nobody else can read it at any moment where `mode` says so. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const made = `${path}.new-${process.pid}`;
  await writeFile(made, text, { mode, flag: "wx" });
  // The umask may have taken more off than was meant, never less.
  await chmod(made, mode);
  await rename(made, path);
}

/** Answers whether it was made. */
export async function copyIfMissing(from: string, to: string): Promise<boolean> {
  const isThere = await access(to).then(
    () => true,
    () => false,
  );
  if (isThere) return false;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_EXCL);
  return true;
}
