import { OutsideError } from "../act/outside-error.ts";
import type { Settings } from "../settings.ts";
import { type Check, describeCheck } from "../setup/check.ts";
import { checkGitLab, checkProject, checkSlack } from "../setup/check-answers.ts";
import { envFileText, UnwritableSetting } from "../setup/env-file.ts";
import { slackAppManifest } from "../setup/slack-app.ts";
import { type Ask, Cancelled, TERMINAL } from "./ask.ts";
import { flags } from "./flags.ts";
import { copyIfMissing, readIfThere, replaceFile } from "./init-files.ts";
import { askPeople, directoryOf } from "./init-people.ts";
import { knownValues, type SETTING_FLAGS, understood, type Values, withOwnSecrets } from "./init-values.ts";
import { interview } from "./interview.ts";
import { SHIPPED, setUpPorts } from "./set-up.ts";

const USAGE = `escalations init [--yes] [flags]

Asks for what the service needs, checks each answer, writes .env (for this user only), directory.yml and, where there is none,
policy/escalation-policy.yml, and prints the Slack app manifest. With --yes, or without a terminal, nothing is asked: answers come from flags, then the environment, then .env.

  --gitlab-url URL        default https://gitlab.com
  --gitlab-token TOKEN    or GITLAB_TOKEN in the environment, which other users of the machine do not see
  --project PATH          path or id; several with commas between
  --public-url URL        where GitLab reaches the service; default http://HOST:PORT
  --slack-token TOKEN     or SLACK_BOT_TOKEN; without it, GitLab only
  --slack-api-url URL     default https://slack.com/api/
  --host HOST, --port PORT, --data-dir FOLDER, --database-url URL
  --customer NAME, --csm USERNAME, --csm-manager USERNAME
                          the first entry of directory.yml
  --offline               checks nothing
  --force                 replaces .env (what stands in it and is not given anew stays), and directory.yml where a
                          customer or people are given
  -y, --yes               asks nothing`;

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const OPTIONS = {
  ...{ "gitlab-url": text, "gitlab-token": text, project: text, "public-url": text, "slack-token": text },
  ...{ "slack-api-url": text, host: text, port: text, "data-dir": text, "database-url": text },
  ...{ customer: text, csm: text, "csm-manager": text },
  ...{ offline: flag, force: flag },
  yes: { ...flag, short: "y" },
  help: { ...flag, short: "h" },
} as const satisfies Record<keyof typeof SETTING_FLAGS, typeof text> & Record<string, object>;

/** GitLab's answer to a first question (ms). */
const REACH_MS = 10_000;

export interface InitIo {
  ask: Ask;
  isTerminal: boolean;
}

/** Writes `.env` and `directory.yml` into the current folder. Answers the exit code; where it is not 0, nothing was written. */
export async function init(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  clock: () => number,
  { ask, isTerminal }: InitIo = { ask: TERMINAL, isTerminal: process.stdin.isTTY === true },
): Promise<number> {
  const given = flags(args, OPTIONS, USAGE);
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const asks = isTerminal && !given.yes;
  try {
    const before = await readIfThere(".env");
    if (before !== undefined && !given.force && !(asks && (await ask.confirm(REPLACE)))) return refused([KEPT]);

    const known = knownValues(before ?? "", env, given);
    const values = withOwnSecrets(asks ? await interview(known, { ask, clock, reach }) : known);
    const settings = await understood(values);
    if (isProblems(settings)) return refused(settings);
    if (!asks && !given.offline && !(await areUsable(settings, clock)))
      return refused(["Nothing was written. Correct what failed; --offline writes without checking."]);

    const { setup } = setUpPorts(settings, clock);
    let directory = await directoryOf(asks ? await askPeople(ask) : given, given.offline ? undefined : setup);
    while (asks && isProblems(directory)) {
      ask.say(directory.join("\n"));
      directory = await directoryOf(await askPeople(ask), setup);
    }
    if (isProblems(directory)) return refused(directory);

    await replaceFile(".env", envFileText(values), 0o600);
    console.log("Wrote .env, which only you can read.");
    console.log(await writeDirectory(settings.directoryFile, directory, given.force));
    if (await copyIfMissing(SHIPPED.policy, settings.policyFile))
      console.log(`Wrote ${settings.policyFile}, the process as it is shipped.`);
    console.log(closing(settings, values, asks));
    return 0;
  } catch (error) {
    if ([Cancelled, OutsideError, UnwritableSetting].some((kind) => error instanceof kind) && error instanceof Error)
      return refused([error.message]);
    const unwritable = unwritableFile(error);
    if (unwritable === undefined) throw error;
    return refused([
      `${unwritable} cannot be read or written here. Go to a folder that is yours, then run this again.`,
    ]);
  }
}

const REPLACE = ".env exists already. Replace it? What is not asked for stays.";
const KEPT = ".env exists already and is left as it is. --force replaces it; what is not given anew stays.";

function isProblems(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function refused(lines: readonly string[]): number {
  for (const line of lines) console.error(line);
  return 1;
}

/** Checks every answer and prints what it came to. */
async function areUsable(settings: Settings, clock: () => number): Promise<boolean> {
  const { setup, slack } = setUpPorts(settings, clock);
  const gitlab = await checkGitLab(setup, { url: settings.gitlabUrl, now: clock() });
  const { account } = gitlab;
  const projects = account
    ? await Promise.all(settings.gitlabProjects.map((name) => checkProject(setup, name, account)))
    : [];
  const answered = [gitlab, ...projects, ...(slack ? [await checkSlack(slack)] : [])];
  for (const check of answered.flatMap(({ checks }): readonly Check[] => checks)) console.log(describeCheck(check));
  return answered.every(({ isUsable }) => isUsable);
}

/** The file that the system does not let us have, as `EACCES: permission denied, open '.env'`. */
function unwritableFile(error: unknown): string | undefined {
  const isRefusal =
    error instanceof Error &&
    "code" in error &&
    ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EISDIR"].includes(String(error.code));
  return isRefusal && "path" in error ? String(error.path).replace(/\.new-\d+$/, "") : undefined;
}

/** Undefined where a GitLab answers at this address, with or without a token. */
async function reach(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/api/v4/version`, { signal: AbortSignal.timeout(REACH_MS), redirect: "manual" });
    const isRedirect = answer.status >= 300 && answer.status < 400;
    if (!isRedirect && answer.headers.get("content-type")?.includes("json")) return undefined;
    const [, elsewhere] = /^(https?:\/\/.+)\/api\/v4\/version$/.exec(answer.headers.get("location") ?? "") ?? [];
    if (elsewhere !== undefined) return `${url} leads to ${elsewhere}: give that address.`;
    return `${url} answers, but not as a GitLab does (${answer.status}). Is it the address of the instance, without a project?`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return `${url} does not answer: ${cause}`;
  }
}

/** The people are worth more than the settings: they are replaced only by others. */
async function writeDirectory(
  path: string,
  { text, isGiven }: { text: string; isGiven: boolean },
  force: boolean,
): Promise<string> {
  const isThere = (await readIfThere(path)) !== undefined;
  if (isThere && !(force && isGiven)) return `${path} exists already and is left as it is.`;
  await replaceFile(path, text, 0o644);
  return `Wrote ${path}${isGiven ? "" : ", which names nobody yet: put in your customers and people"}.`;
}

function closing({ publicUrl, slackBotToken }: Settings, values: Values, isManifestShown: boolean): string {
  const inRepository = process.argv[1]?.endsWith("main.ts") === true;
  const run = (command: string) => (inRepository ? `npm run cli -- ${command}` : `escalations ${command}`);
  const manifest = [
    "",
    "The Slack app's manifest (https://api.slack.com/apps, Create New App, From a manifest):",
    "",
    slackAppManifest(publicUrl),
  ];
  return [
    ...(isManifestShown ? [""] : manifest),
    ...(slackBotToken === undefined
      ? ["To connect Slack: install that app and put its Bot User OAuth Token into SLACK_BOT_TOKEN in .env.", ""]
      : []),
    ...(values["PUBLIC_URL"] === undefined
      ? [`GitLab must reach ${publicUrl}. If it is elsewhere, set PUBLIC_URL in .env first.`, ""]
      : []),
    "Next:",
    `  ${run("provision --dry-run")}   what would be made in GitLab and Slack`,
    `  ${run("provision")}             makes it`,
    `  ${run("doctor")}                checks everything`,
    `  ${run("serve")}                 starts the service`,
  ].join("\n");
}
