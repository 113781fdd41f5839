import { parseArgs } from "node:util";
import { OutsideError } from "../act/outside-error.ts";
import { configurationInForce } from "../app/configuration-in-force.ts";
import { gitlabFiles } from "../gitlab/files.ts";
import { gitlabTracker } from "../gitlab/tracker.ts";
import { type Candidate, proposalOf } from "../policy/check.ts";
import { ownUser } from "../reconcile/own-user.ts";
import { Simulation, simulate as simulateFiles } from "../reconcile/simulate.ts";
import { simulationLines } from "../reconcile/simulation-lines.ts";
import { readSettings, type Settings } from "../settings.ts";
import type { Store } from "../store/store.ts";
import { readNamed, UnreadableFile } from "./configuration-files.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { LOG_TO_STDERR } from "./log-to-stderr.ts";
import { askRunningService } from "./running-service.ts";
import { storeIfFree } from "./store-if-free.ts";
import { UsageError } from "./usage-error.ts";

const TIMEOUT_MS = 10_000;
/** Thousands of escalations are read one after the other. */
const PATIENCE_MS = 10 * 60_000;

/** What is proposed is not valid; one line for each problem. */
class InvalidProposal extends Error {
  override name = "InvalidProposal";
}

/**
 * Prints what a proposed policy, directory or both would change of all open escalations, and does nothing. Where the
 * running service holds the embedded store, it is asked instead. Exit code 1 where something could not be looked at.
 */
export async function simulate(args: string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const { files, asJson } = understood(args);
  try {
    const candidates = await Promise.all(files.map(readNamed));
    const settings = await readSettings(env);
    const simulation = await simulated(candidates, settings, clock);
    console.log(asJson ? JSON.stringify(simulation, null, 2) : simulationLines(simulation).join("\n"));
    return simulation.unread.length > 0 ? 1 : 0;
  } catch (error) {
    const isExpected = [OutsideError, UnreadableFile, InvalidProposal].some((kind) => error instanceof kind);
    if (!(error instanceof Error) || (!isExpected && !isForTheOperator(error))) throw error;
    console.error(error.message);
    return 1;
  }
}

function understood(args: string[]): { files: string[]; asJson: boolean } {
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { json: { type: "boolean" } } });
    if (positionals.length > 0 && positionals.length < 3) return { files: positionals, asJson: values.json ?? false };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
  throw new UsageError("Name a policy, a directory, or both: escalations simulate policy.yml [--json]");
}

async function simulated(candidates: Candidate[], settings: Settings, clock: () => number): Promise<Simulation> {
  const proposed = proposalOf(candidates);
  if ("problems" in proposed) throw new InvalidProposal(proposed.problems.join("\n"));
  const store = await storeIfFree(settings);
  if (!store) return simulatedByService(candidates, settings);
  try {
    return await simulatedHere(proposed, { store, settings, clock });
  } finally {
    await store.close();
  }
}

async function simulatedHere(
  proposed: Exclude<ReturnType<typeof proposalOf>, { problems: string[] }>,
  { store, settings, clock }: { store: Store; settings: Settings; clock: () => number },
): Promise<Simulation> {
  const talking = {
    url: settings.gitlabUrl,
    token: settings.gitlabToken,
    clock,
    timeoutMs: TIMEOUT_MS,
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  const tracker = gitlabTracker(talking);
  const self = await ownUser(store, tracker);
  if (!self.isKnown()) await self.learn(clock());
  return simulateFiles({
    store,
    proposed,
    configuration: await configurationInForce({
      settings,
      facts: store.facts,
      files: gitlabFiles(talking),
      log: LOG_TO_STDERR,
    }),
    ports: { tracker, ownUserId: self.id, chat: settings.slackBotToken, sentiment: settings.sentiment },
    now: clock(),
  });
}

async function simulatedByService(files: Candidate[], settings: Settings): Promise<Simulation> {
  return Simulation.parse(JSON.parse(await askRunningService("/api/simulate", settings, PATIENCE_MS, { files })));
}
