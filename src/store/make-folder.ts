import { access, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, for this user only, and those above it that are missing. Not Node's own `recursive`, which tries for
 * ever where a file system refuses a folder with "no such file", as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    const above = dirname(folder);
    if (code !== "ENOENT" || above === folder || (await exists(above))) throw error;
    await makeFolder(above);
    await mkdir(folder, { mode: 0o700 });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
