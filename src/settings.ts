import { isIP } from "node:net";
import { z } from "zod";
import { type Environment, gatherSettings, readUtf8 } from "./settings-source.ts";

/** The settings cannot be used. One sentence for each problem; secrets are never repeated in them. */
export class SettingsProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SettingsProblems";
    this.problems = problems;
  }
}

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** An address of ours or theirs. User names and passwords in it would end up in logs and links. */
const Address = z
  .string()
  .refine((text) => isWebAddress(text), "must be a web address such as https://gitlab.example.com, without blanks")
  .refine((text) => !isWebAddress(text) || !hasCredentials(new URL(text)), "must not hold a user name or password");

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

/** What goes there is confidential, and only the machine itself is reached without a network. */
const SecureAddress = Address.refine(
  (text) => !isWebAddress(text) || isSecure(new URL(text)),
  "must begin with https://; http:// is for this machine alone, such as http://localhost:8080",
);

function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

const withoutTrailingSlash = Address.overwrite((text) => text.replace(/\/+$/, ""));

/** A key in base64, as Standard Webhooks writes them. */
const WEBHOOK_SECRET = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
/** At least 24 bytes (Standard Webhooks, "Signature scheme"), which are 32 letters of base64. */
const LONG_ENOUGH = /^whsec_[^=]{32}/;

/** What can stand in an HTTP header. */
const Secret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without blanks; perhaps more than the token was copied");

/** Paths or ids of GitLab projects, separated by commas. */
const Projects = z
  .string()
  .transform((text) => [
    ...new Set(
      text
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    ),
  ])
  .refine((projects) => projects.length > 0, "must name at least one project")
  .superRefine((projects, ctx) => {
    // Not repeated: a token pasted into the wrong line would end up in the log.
    for (const [index, project] of projects.entries()) {
      if (/^\d+$|^[\w.-]+(\/[\w.-]+)+$/.test(project)) continue;
      ctx.addIssue(`holds something (number ${index + 1}) that is neither a project's path, group/project, nor its id`);
    }
  });

/** Addresses and networks of reverse proxies, separated by commas. */
const Proxies = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .refine(
    (proxies) => proxies.every(isProxy),
    "must be addresses or networks separated by commas, such as 10.0.0.5, 10.1.0.0/16 or loopback",
  );

function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

/** Every setting by its name, as the README lists them. Messages complete "NAME …". */
export const Named = z.object({
  GITLAB_URL: withoutTrailingSlash.default("https://gitlab.com"),
  GITLAB_TOKEN: Secret,
  GITLAB_PROJECT: Projects,
  GITLAB_WEBHOOK_SECRET: Secret.optional(),
  GITLAB_SIGNING_TOKEN: z
    .string()
    .regex(WEBHOOK_SECRET, "must be whsec_<base64>, exactly as GitLab shows it")
    .optional(),
  SLACK_BOT_TOKEN: Secret.optional(),
  SLACK_API_URL: Address.overwrite((text) => text.replace(/\/*$/, "/")).default("https://slack.com/api/"),
  SENTIMENT_URL: SecureAddress.optional(),
  SENTIMENT_SECRET: z
    .string()
    .refine(
      (text) => WEBHOOK_SECRET.test(text) && LONG_ENOUGH.test(text),
      "must be whsec_ and at least 24 random bytes in base64; openssl rand -base64 32 makes some",
    )
    .optional(),
  HEARTBEAT_URL: Address.optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(?:ql)?:\/\/\S+$/,
      "must be the address of a PostgreSQL database: postgresql://user:password@host/database",
    )
    .optional(),
  DATA_DIR: z.string().default("./data"),
  HOST: z.string().regex(/^\S+$/, "must be a host name or address").default("127.0.0.1"),
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, "must be a port number up to 65535")
    .transform(Number)
    .prefault("3000"),
  PUBLIC_URL: withoutTrailingSlash.optional(),
  POLICY_FILE: z.string().default("policy/escalation-policy.yml"),
  DIRECTORY_FILE: z.string().default("directory.yml"),
  CONFIG_PROJECT: z
    .string()
    .regex(/^\d+$|^[\w.-]+(\/[\w.-]+)+$/, "must be a project's path, group/project, or its id")
    .optional(),
  API_TOKEN: Secret.optional(),
  OIDC_CLIENT_ID: Secret.optional(),
  OIDC_CLIENT_SECRET: Secret.optional(),
  OIDC_ISSUER: SecureAddress.optional(),
  TRUSTED_PROXIES: Proxies.default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
});

export const SETTING_NAMES: readonly string[] = Object.keys(Named.shape);

/** What to say of a required setting that is not there. */
const REQUIRED: Readonly<Record<string, string>> = {
  GITLAB_TOKEN: "the bot's access token with the scope api",
  GITLAB_PROJECT: "the path of the project that the escalations are opened in",
};

/** The service's settings (README, "Settings"). */
export type Settings = ReturnType<typeof settingsOf>;

function settingsOf(named: z.infer<typeof Named>) {
  const host = named.HOST.includes(":") ? `[${named.HOST}]` : named.HOST;
  return {
    gitlabUrl: named.GITLAB_URL,
    gitlabToken: named.GITLAB_TOKEN,
    gitlabProjects: named.GITLAB_PROJECT,
    gitlabWebhookSecret: named.GITLAB_WEBHOOK_SECRET,
    gitlabSigningToken: named.GITLAB_SIGNING_TOKEN,
    /** Undefined: nothing is done in Slack. */
    slackBotToken: named.SLACK_BOT_TOKEN,
    slackApiUrl: named.SLACK_API_URL,
    /** Undefined: nobody but people tell the customer-success platform. */
    sentiment:
      named.SENTIMENT_URL !== undefined && named.SENTIMENT_SECRET !== undefined
        ? { url: named.SENTIMENT_URL, secret: named.SENTIMENT_SECRET }
        : undefined,
    /** Undefined: the metric alone tells. */
    heartbeatUrl: named.HEARTBEAT_URL,
    /** Undefined: the embedded store in `dataDir`. */
    databaseUrl: named.DATABASE_URL,
    dataDir: named.DATA_DIR,
    host: named.HOST,
    port: named.PORT,
    publicUrl: named.PUBLIC_URL ?? `http://${host}:${named.PORT}`,
    policyFile: named.POLICY_FILE,
    directoryFile: named.DIRECTORY_FILE,
    /** Whose default branch has policy and directory; undefined: only the local files count. */
    configProject: named.CONFIG_PROJECT,
    /** Undefined: the API and the overview answer 404. */
    apiToken: named.API_TOKEN,
    /** Undefined: nobody signs in. */
    signIn:
      named.OIDC_CLIENT_ID !== undefined && named.OIDC_CLIENT_SECRET !== undefined
        ? {
            clientId: named.OIDC_CLIENT_ID,
            clientSecret: named.OIDC_CLIENT_SECRET,
            issuer: named.OIDC_ISSUER ?? named.GITLAB_URL,
          }
        : undefined,
    /** Whose word on where a request came from is taken: addresses, networks, or Express' names for some. */
    trustedProxies: named.TRUSTED_PROXIES,
    logLevel: named.LOG_LEVEL,
  };
}

/** Of settings that go together. */
function problemsOfSignIn(values: Readonly<Record<string, string>>, isSet: (name: string) => boolean): string[] {
  const [one, another] = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"].filter(isSet);
  if (one !== undefined && another === undefined)
    return [`${one} is set alone: OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together; set both, or neither.`];
  if (one === undefined)
    return isSet("OIDC_ISSUER") ? ["OIDC_ISSUER is set alone: without OIDC_CLIENT_ID nobody signs in."] : [];
  // What is wrong with an issuer of its own has been told.
  if (isSet("OIDC_ISSUER") || SecureAddress.safeParse(values["GITLAB_URL"] ?? "https://gitlab.com").success) return [];
  return ["OIDC_ISSUER is not set, and GITLAB_URL does not begin with https://: people cannot sign in through it."];
}

export interface SettingsOptions {
  /** Read for what the environment does not set; need not exist. */
  dotEnvFile?: string;
  read?: (path: string) => Promise<string>;
}

/**
 * Reads all settings from an environment, a `.env` file and, for secrets, the files named by NAME_FILE.
 * Throws SettingsProblems with every problem at once.
 */
export async function readSettings(env: Environment, options: SettingsOptions = {}): Promise<Settings> {
  const { dotEnvFile = ".env", read = readUtf8 } = options;
  const { values, problems } = await gatherSettings({ env, dotEnvFile, read });
  // A secret whose file could not be read has been told of already.
  const told = (name: string) => problems.some((problem) => problem.startsWith(`${name}_FILE `));

  const parsed = Named.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    const missing = values[name] === undefined && REQUIRED[name] !== undefined;
    if (missing && !told(name)) problems.push(`${name} is not set: it is ${REQUIRED[name]}.`);
    if (!missing) problems.push(`${name} ${message}.`);
  }
  const authenticated = ["GITLAB_WEBHOOK_SECRET", "GITLAB_SIGNING_TOKEN"];
  if (!authenticated.some((name) => values[name] !== undefined || told(name))) {
    problems.push("GITLAB_WEBHOOK_SECRET is not set: it is the webhook's secret token. Or set GITLAB_SIGNING_TOKEN.");
  }
  const [alone, ...both] = ["SENTIMENT_URL", "SENTIMENT_SECRET"].filter(
    (name) => values[name] !== undefined || told(name),
  );
  if (alone !== undefined && both.length === 0)
    problems.push(`${alone} is set alone: SENTIMENT_URL and SENTIMENT_SECRET go together; set both, or neither.`);
  problems.push(...problemsOfSignIn(values, (name) => values[name] !== undefined || told(name)));
  if (!parsed.success || problems.length > 0) throw new SettingsProblems(problems);
  return settingsOf(parsed.data);
}
