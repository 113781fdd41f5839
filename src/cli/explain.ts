import { OutsideError } from "../act/outside-error.ts";
import { readIssueReference } from "../escalation/issue-reference.ts";
import { gitlabTracker } from "../gitlab/tracker.ts";
import { loadConfiguration } from "../policy/configuration.ts";
import { explain as explainIssue } from "../reconcile/explain.ts";
import { explanationLines } from "../reconcile/explanation-lines.ts";
import { ownUser } from "../reconcile/own-user.ts";
import { readSettings, type Settings } from "../settings.ts";
import { openStore } from "../store/open-store.ts";
import { StoreInUse } from "../store/store.ts";
import { askTheService } from "./ask-the-service.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { UsageError } from "./usage-error.ts";

const TIMEOUT_MS = 10_000;

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
    if (!isForTheOperator(error) && !(error instanceof OutsideError)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function explained(typed: string, settings: Settings, clock: () => number): Promise<string[]> {
  const tracker = gitlabTracker({
    url: settings.gitlabUrl,
    token: settings.gitlabToken,
    clock,
    timeoutMs: TIMEOUT_MS,
    signal: AbortSignal.timeout(6 * TIMEOUT_MS),
  });
  const key = (await found(typed, settings, tracker))?.key;
  if (!key) throw new UsageError(`GitLab shows no issue "${typed}" to the service's token.`);

  const configuration = await loadConfiguration(settings);
  const store = await openStore({
    ...(settings.databaseUrl !== undefined && { databaseUrl: settings.databaseUrl }),
    dataDir: settings.dataDir,
    onProblem: (error) => console.error(error.message),
  }).catch((error: unknown) => {
    if (error instanceof StoreInUse) return undefined;
    throw error;
  });
  if (!store) {
    const answer = await askTheService(settings, `/api/escalations/${key.replace("#", "/")}/explanation`);
    return (await answer.text()).trimEnd().split("\n");
  }
  try {
    const self = await ownUser(store, tracker);
    if (!self.isKnown()) await self.learn(clock());
    const explanation = await explainIssue(key, {
      store,
      configuration,
      ports: { tracker, ownUserId: self.id, chat: settings.slackBotToken, sentiment: settings.sentiment },
      now: clock(),
    });
    if (!explanation) throw new UsageError(`"${typed}" is no escalation.`);
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
