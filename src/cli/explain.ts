import { OutsideError } from "../act/outside-error.ts";
import { configurationInForce } from "../app/configuration-in-force.ts";
import { readIssueReference } from "../escalation/issue-reference.ts";
import { gitlabFiles } from "../gitlab/files.ts";
import { gitlabTracker } from "../gitlab/tracker.ts";
import { explain as explainIssue } from "../reconcile/explain.ts";
import { explanationLines } from "../reconcile/explanation-lines.ts";
import { ownUser } from "../reconcile/own-user.ts";
import { readSettings, type Settings } from "../settings.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { LOG_TO_STDERR } from "./log-to-stderr.ts";
import { askRunningService } from "./running-service.ts";
import { storeIfFree } from "./store-if-free.ts";
import { UsageError } from "./usage-error.ts";

const TIMEOUT_MS = 10_000;

/** There is nothing to explain under what was typed. */
class NoSuchEscalation extends Error {
  override name = "NoSuchEscalation";
}

/**
 * Prints what the service would decide about an issue now and why, and does nothing. The issue is written as `12`, `#12`,
 * `group/project#12` or its address. Where the running service holds the embedded store, it is asked instead.
 */
export async function explain(args: readonly string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const [typed, ...rest] = args;
  if (typed === undefined || rest.length > 0) throw new UsageError("Name one issue: escalations explain 12");
  try {
    const settings = await readSettings(env);
    for (const line of await explained(typed, settings, clock)) console.log(line);
    return 0;
  } catch (error) {
    const isExpected = [OutsideError, NoSuchEscalation].some((kind) => error instanceof kind);
    if (!(error instanceof Error) || (!isExpected && !isForTheOperator(error))) throw error;
    console.error(error.message);
    return 1;
  }
}

async function explained(typed: string, settings: Settings, clock: () => number): Promise<string[]> {
  const talking = {
    url: settings.gitlabUrl,
    token: settings.gitlabToken,
    clock,
    timeoutMs: TIMEOUT_MS,
    signal: AbortSignal.timeout(6 * TIMEOUT_MS),
  };
  const tracker = gitlabTracker(talking);
  const key = (await found(typed, settings, tracker))?.key;
  if (!key) throw new NoSuchEscalation(`GitLab shows no issue "${typed}" to the service's token.`);

  const store = await storeIfFree(settings);
  if (!store) return askTheService(key, settings);
  try {
    const self = await ownUser(store, tracker);
    if (!self.isKnown()) await self.learn(clock());
    const log = LOG_TO_STDERR;
    const files = gitlabFiles(talking);
    const configuration = await configurationInForce({ settings, facts: store.facts, files, log });
    const explanation = await explainIssue(key, {
      store,
      configuration,
      ports: { tracker, ownUserId: self.id, chat: settings.slackBotToken, sentiment: settings.sentiment },
      now: clock(),
    });
    if (!explanation) throw new NoSuchEscalation(`"${typed}" is no escalation.`);
    return explanationLines(explanation, configuration.policy.working_time.time_zone);
  } finally {
    await store.close();
  }
}

/** A bare number is looked for in the first project. */
async function found(
  typed: string,
  { gitlabUrl, gitlabProjects }: Settings,
  tracker: ReturnType<typeof gitlabTracker>,
) {
  const reference = readIssueReference(/^\d+$/.test(typed) ? `#${typed}` : typed, {
    gitlabUrl,
    project: gitlabProjects[0],
  });
  if (!reference) throw new UsageError(`"${typed}" is no issue: write 12, group/project#12 or the issue's address.`);
  return tracker.findIssue(reference.project, reference.iid);
}

async function askTheService(key: string, settings: Settings): Promise<string[]> {
  const path = `/api/escalations/${key.replace("#", "/")}/explanation`;
  const text = await askRunningService(path, settings, 6 * TIMEOUT_MS);
  return text.trimEnd().split("\n");
}
