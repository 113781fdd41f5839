import { readFile } from "node:fs/promises";
import type { Candidate } from "../policy/check.ts";
import { gatherSettings, readUtf8 } from "../settings-source.ts";

/** A file that was named cannot be read; the message says which and why. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}

/** The text of a file that somebody named. Throws `UnreadableFile`. */
export async function readNamed(file: string): Promise<Candidate> {
  try {
    return { file, text: await readFile(file, "utf8") };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const why = { ENOENT: "there is no such file", EISDIR: "this is a folder", EACCES: "you may not read it" }[code];
    throw new UnreadableFile(`${file}: ${why ?? `cannot be read (${code})`}`, { cause });
  }
}

/** Where the settings say that the files are; the other settings need not be there. */
export async function configuredFiles(
  env: NodeJS.ProcessEnv,
): Promise<{ policyFile: string; directoryFile: string; configProject: string | undefined }> {
  const { values } = await gatherSettings({ env, dotEnvFile: ".env", read: readUtf8 });
  return {
    policyFile: values["POLICY_FILE"] ?? "policy/escalation-policy.yml",
    directoryFile: values["DIRECTORY_FILE"] ?? "directory.yml",
    configProject: values["CONFIG_PROJECT"],
  };
}
