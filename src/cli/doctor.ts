import { OutsideError } from "../act/outside-error.ts";
import type { ProjectFiles } from "../act/project-files.ts";
import { ConfigurationProblems } from "../policy/problems.ts";
import { readSettings, type Settings, SettingsProblems } from "../settings.ts";
import { type Check, describeCheck, failed, ok } from "../setup/check.ts";
import { peopleOf } from "../setup/directory-people.ts";
import { examineGitLab } from "../setup/examine-gitlab.ts";
import { examineSlack, GITLAB_ONLY } from "../setup/examine-slack.ts";
import { judgePublicUrl, type Reached } from "../setup/judge-surroundings.ts";
import { type Probe, probeStore } from "../store/probe.ts";
import { StoreUnavailable } from "../store/store.ts";
import { flags } from "./flags.ts";
import { newestConfiguration } from "./newest-configuration.ts";
import { problemsBesides } from "./problems-besides.ts";
import { setUpPorts, wantedBy } from "./set-up.ts";

const USAGE = `escalations doctor [--json]

Checks settings, policy, directory, GitLab, Slack, store, address and clock: one line each, with what to do. Changes nothing.
Exit code 1 where something fails; a warning does not.

  --json   the same as JSON: { "ok": …, "checks": [ { "name", "status", "what", "remedy" } ] }`;

const REACH_MS = 3_000;

export async function doctor(args: readonly string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const given = flags(
    args,
    { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    USAGE,
  );
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const checks = await examine(env, clock);
  const isOk = checks.every(({ status }) => status !== "failed");
  if (given.json) console.log(JSON.stringify({ ok: isOk, checks }, null, 2));
  else for (const line of [...checks.map(describeCheck), summary(checks)]) console.log(line);
  return isOk ? 0 : 1;
}

function summary(checks: readonly Check[]): string {
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  return `${count("ok")} ok, ${count("warning")} to look at, ${count("failed")} failed`;
}

async function examine(env: NodeJS.ProcessEnv, clock: () => number): Promise<Check[]> {
  let settings: Settings;
  try {
    settings = await readSettings(env);
  } catch (error) {
    if (!(error instanceof SettingsProblems)) throw error;
    const remedy = "set it in .env or in the environment; escalations init asks for all of them";
    const files = await problemsBesides(env);
    return [
      ...error.problems.map((problem) => failed("settings", withoutStop(problem), remedy)),
      ...files.map((problem) => failed("policy and directory", withoutStop(problem), "correct the line")),
    ];
  }
  const { setup, webhooks, files, slack } = setUpPorts(settings, clock);
  const [configuration, store, wanted] = await Promise.all([
    configured(settings, files),
    stored(settings),
    wantedBy(settings),
  ]);
  const [gitlabChecks, slackChecks, reached] = await Promise.all([
    examineGitLab({
      ...{ url: settings.gitlabUrl, projects: settings.gitlabProjects, wanted, setup, webhooks, now: clock() },
      people: configuration.value ? peopleOf(configuration.value.directory) : undefined,
    }),
    slack
      ? examineSlack(slack, {
          channel: configuration.value?.policy.announcements.channel,
          directory: configuration.value?.directory,
        })
      : [GITLAB_ONLY],
    reach(settings.publicUrl),
  ]);
  const { publicUrl, gitlabUrl } = settings;
  return [
    ok("settings", "complete"),
    ...configuration.checks,
    ...gitlabChecks,
    ...slackChecks,
    store.check,
    judgePublicUrl(publicUrl, { gitlabUrl, reached, isRunning: store.probe?.isRunning ?? false }),
  ];
}

async function configured(settings: Settings, files: ProjectFiles) {
  try {
    const value = await newestConfiguration(settings, files);
    const { policy, directory } = value.names;
    return { value, checks: [ok("policy", `${policy} is valid`), ok("directory", `${directory} is valid`)] };
  } catch (error) {
    if (error instanceof OutsideError) {
      const remedy = "see to CONFIG_PROJECT; a running service goes on with the last valid version";
      return { value: undefined, checks: [failed("policy and directory", withoutStop(error.message), remedy)] };
    }
    if (!(error instanceof ConfigurationProblems)) throw error;
    const remedy = "correct the line; the last valid version stays in force in a running service";
    const lines = error.message.split("\n");
    return { value: undefined, checks: lines.map((line) => failed("policy and directory", withoutStop(line), remedy)) };
  }
}

async function stored(settings: Settings): Promise<{ check: Check; probe?: Probe }> {
  try {
    const probe = await probeStore(settings);
    return { check: ok("store", probe.what), probe };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const remedy = settings.databaseUrl === undefined ? "see to DATA_DIR" : "see to DATABASE_URL";
    return { check: failed("store", withoutStop(error.message), remedy) };
  }
}

/** Whether our service answers under its public address, seen from here. */
async function reach(publicUrl: string): Promise<Reached> {
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(REACH_MS), redirect: "manual" });
    const text = await answer.text();
    // A proxy without a service behind it says 502 or 503.
    if (answer.status >= 500) return "nothing";
    return answer.ok && text.includes('"status":"ok"') ? "service" : "something else";
  } catch {
    // Refused, unknown, too slow: all the same to who asks.
    return "nothing";
  }
}

function withoutStop(sentence: string): string {
  return sentence.trim().replace(/\.$/, "");
}
