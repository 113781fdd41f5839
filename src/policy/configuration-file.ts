import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { ConfigurationProblems, type Problem } from "./problems.ts";
import { readYaml } from "./yaml-file.ts";

export type ReadText = (path: string) => Promise<string>;

/** One of the two configuration files. */
export interface ConfigurationFile<Value> {
  path: string;
  /** What messages call it, where that is not its path. */
  calledAs?: (() => string) | undefined;
  /** The setting that names it, for messages. */
  setting: string;
  /** What to do where there is no such file. */
  whereMissing: string;
  schema: z.ZodType<Value>;
}

/** What a look at a file found: its value, or what is wrong with it. */
export type Version<Value> = { text: string } & (
  | { value: Value; problems: readonly [] }
  | { value: undefined; problems: readonly Problem[] }
);

/** Reads and checks a file. One that cannot be read has that for its problem. */
export async function readVersion<Value>(file: ConfigurationFile<Value>, read: ReadText): Promise<Version<Value>> {
  return versionOf(file, await textOf(file, read));
}

/** A file's text as it is on disk, or why there is none. */
export async function textOf(file: ConfigurationFile<unknown>, read: ReadText): Promise<string | Problem> {
  try {
    return await read(file.path);
  } catch (error) {
    return { file: nameOf(file), line: 1, column: 1, message: whyUnreadable(file, error) };
  }
}

export function versionOf<Value>(file: ConfigurationFile<Value>, text: string | Problem): Version<Value> {
  if (typeof text !== "string") return { text: text.message, value: undefined, problems: [text] };
  try {
    return { text, value: readYaml(nameOf(file), text, file.schema), problems: [] };
  } catch (error) {
    if (error instanceof ConfigurationProblems) return { text, value: undefined, problems: error.problems };
    throw error;
  }
}

export function nameOf({ calledAs, path }: Pick<ConfigurationFile<unknown>, "calledAs" | "path">): string {
  return calledAs?.() ?? path;
}

export function readUtf8(path: string): Promise<string> {
  return readFile(path, "utf8");
}

function whyUnreadable({ setting, whereMissing }: ConfigurationFile<unknown>, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return `there is no such file; the setting ${setting} names it. ${whereMissing}`;
  if (code === "EISDIR") return `this is a folder; the setting ${setting} must name a file`;
  if (code === "EACCES") return `the service may not read this file, which the setting ${setting} names`;
  return `cannot be read (${error instanceof Error ? error.message : String(error)}); the setting ${setting} names it`;
}
