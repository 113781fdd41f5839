import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that can also be given as NAME_FILE=<path>, for Docker's and Kubernetes' secrets. */
export const SECRET_NAMES = [
  "GITLAB_TOKEN",
  "GITLAB_WEBHOOK_SECRET",
  "GITLAB_SIGNING_TOKEN",
  "SLACK_BOT_TOKEN",
  "SENTIMENT_URL",
  "SENTIMENT_SECRET",
  "HEARTBEAT_URL",
  "DATABASE_URL",
  "API_TOKEN",
  "OIDC_CLIENT_SECRET",
] as const;

export interface SettingsSource {
  /** As given by the process; its values win over those of the `.env` file. */
  env: Environment;
  /** Where settings are kept beside the environment; need not exist. */
  dotEnvFile: string;
  read: (path: string) => Promise<string>;
}

export function readUtf8(path: string): Promise<string> {
  return readFile(path, "utf8");
}

/** Gathers the raw values from everywhere they can stand. An empty value counts as not set. */
export async function gatherSettings(
  source: SettingsSource,
): Promise<{ values: Record<string, string>; problems: string[] }> {
  const problems: string[] = [];
  const dotEnv = await readDotEnv(source, problems);
  const fromProcess = filled(source.env);
  // NAME in one place and NAME_FILE in the other are the same setting, so one place must win for both.
  for (const name of SECRET_NAMES) {
    if (fromProcess[name] === undefined && fromProcess[`${name}_FILE`] === undefined) continue;
    delete dotEnv[name];
    delete dotEnv[`${name}_FILE`];
  }
  const values = { ...dotEnv, ...fromProcess };
  for (const name of SECRET_NAMES) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
    if (values[name] !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set; keep one of them.`);
      continue;
    }
    const secret = await readSecret(name, path, source, problems);
    if (secret !== undefined) values[name] = secret;
  }
  return { values, problems };
}

async function readDotEnv({ dotEnvFile, read }: SettingsSource, problems: string[]): Promise<Record<string, string>> {
  try {
    return filled(parseEnv(await read(dotEnvFile)));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") problems.push(`${dotEnvFile} cannot be read (${codeOf(error)}).`);
    return {};
  }
}

async function readSecret(
  name: string,
  path: string,
  { read }: SettingsSource,
  problems: string[],
): Promise<string | undefined> {
  try {
    const secret = (await read(path)).trim();
    if (secret !== "") return secret;
    problems.push(`${name}_FILE names ${path}, which is empty.`);
  } catch (error) {
    const why = codeOf(error) === "ENOENT" ? "which does not exist" : `which cannot be read (${codeOf(error)})`;
    problems.push(`${name}_FILE names ${path}, ${why}.`);
  }
  return undefined;
}

function filled(env: Environment): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== "") values[name] = value.trim();
  }
  return values;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
