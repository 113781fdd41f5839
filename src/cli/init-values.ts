import { randomBytes } from "node:crypto";
import { parseEnv } from "node:util";
import { readSettings, SETTING_NAMES, type Settings, SettingsProblems } from "../settings.ts";
import { type Environment, gatherSettings, readUtf8, SECRET_NAMES } from "../settings-source.ts";

export type Values = Record<string, string>;

/** Flags of `init` and the settings they give. */
export const SETTING_FLAGS = {
  "gitlab-url": "GITLAB_URL",
  "gitlab-token": "GITLAB_TOKEN",
  project: "GITLAB_PROJECT",
  "public-url": "PUBLIC_URL",
  "slack-token": "SLACK_BOT_TOKEN",
  "slack-api-url": "SLACK_API_URL",
  host: "HOST",
  port: "PORT",
  "data-dir": "DATA_DIR",
  "database-url": "DATABASE_URL",
} as const;
export type SettingFlag = keyof typeof SETTING_FLAGS;

const FILE_NAMES = SECRET_NAMES.map((name) => `${name}_FILE`);

/** What is known already: a flag counts before the environment, and that before the `.env` there is. */
export function knownValues(
  dotEnv: string,
  env: Environment,
  given: Readonly<Partial<Record<SettingFlag, string | undefined>>>,
): Values {
  const values: Values = {};
  const names = [...SETTING_NAMES, ...FILE_NAMES];
  for (const [name, value] of Object.entries(parseEnv(dotEnv))) if (value?.trim()) values[name] = value.trim();
  for (const name of names) if (env[name]?.trim()) put(values, name, env[name].trim());
  for (const [flag, name] of Object.entries(SETTING_FLAGS)) {
    const value = Object.entries(given)
      .find(([known]) => known === flag)?.[1]
      ?.trim();
    if (value) put(values, name, value);
  }
  return values;
}

/** A setting and its file are two ways to say the same; the later word counts. */
export function put(values: Values, name: string, value: string): void {
  delete values[name.endsWith("_FILE") ? name.slice(0, -"_FILE".length) : `${name}_FILE`];
  values[name] = value;
}

export function forget(values: Values, name: string): void {
  delete values[name];
  delete values[`${name}_FILE`];
}

/** A secret as it is set, also where it is in a file; undefined where it is not, or its file cannot be read. */
export async function secretOf(values: Values, name: string): Promise<string | undefined> {
  return (await gatherSettings({ env: values, dotEnvFile: "", read: readOrNothing })).values[name];
}

/** Makes up what nobody needs to think of. */
export function withOwnSecrets(values: Values): Values {
  const has = (name: string) => values[name] !== undefined || values[`${name}_FILE`] !== undefined;
  return {
    ...values,
    ...(!has("GITLAB_WEBHOOK_SECRET") && !has("GITLAB_SIGNING_TOKEN") && { GITLAB_WEBHOOK_SECRET: random() }),
    ...(!has("API_TOKEN") && { API_TOKEN: random() }),
  };
}

/** Only the values themselves: there is no other `.env` to fall back on. */
function readOrNothing(path: string): Promise<string> {
  return path === "" ? Promise.resolve("") : readUtf8(path);
}

function random(): string {
  return randomBytes(32).toString("hex");
}

/** The values as the service will read them, or what is wrong with them, with the flag that gives what is missing. */
export async function understood(values: Values): Promise<Settings | readonly string[]> {
  try {
    return await readSettings(values, { dotEnvFile: "", read: readOrNothing });
  } catch (error) {
    if (!(error instanceof SettingsProblems)) throw error;
    return error.problems.map((problem) => {
      const flag = Object.entries(SETTING_FLAGS).find(([, name]) => problem.startsWith(`${name} `))?.[0];
      return flag === undefined ? problem : `${problem} Give it with --${flag}.`;
    });
  }
}
