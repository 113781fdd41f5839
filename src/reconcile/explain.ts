import type { Decision, PlannedAction } from "../decide/facts.ts";
import { receiptsOf } from "../decide/receipts.ts";
import { Memory, newMemory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import type { Effect, Store } from "../store/store.ts";
import { type ReadPorts, readFacts } from "./read-facts.ts";
import { decideAmongSiblings } from "./siblings.ts";

export interface Explainer {
  store: Store;
  ports: ReadPorts & { chat: unknown; sentiment: unknown };
  configuration: { policy: Policy; directory: Directory };
  now: number;
}

/** What would be decided about an issue now, and what is owed from before. */
export interface Explanation {
  decision: Decision;
  /** What the decision wants that was not done yet, by the names of the effects. */
  wanted: string[];
  /** What waits for another try, or was given up, and why. */
  waiting: Pick<Effect, "key" | "state" | "error">[];
}

/**
 * Decides about an issue as a run would, and does nothing (P-SEE-3). Undefined where it is no escalation, or gone. Throws
 * `OutsideError` where GitLab cannot be read.
 */
export async function explain(key: IssueKey, explainer: Explainer): Promise<Explanation | undefined> {
  const { store, ports, configuration, now } = explainer;
  const remembered = await store.escalations.load(key);
  const memory = remembered ? Memory.parse(JSON.parse(remembered.memory)) : undefined;
  const read = await readFacts(key, memory, configuration.directory, ports, now);
  if (!read) return undefined;

  const effects = remembered?.effects ?? [];
  const { decision } = await decideAmongSiblings(key, store, {
    ...read,
    ...configuration,
    onGitLab: read.issue,
    memory: memory ?? newMemory(now),
    receipts: receiptsOf(effects),
    ownUserId: ports.ownUserId(),
    editsMade: [],
    calendarUrl: undefined,
    chat: ports.chat !== undefined,
    sentimentSink: ports.sentiment !== undefined,
    waitNoLonger: true,
    now,
  });
  return {
    decision,
    wanted: notDoneYet(decision.actions, effects).map((planned) => planned.key),
    waiting: effects
      .filter(({ state }) => state !== "done")
      .map(({ key: effect, state, error }) => ({ key: effect, state, error })),
  };
}

/** Actions that were not asked for yet, or with other words. */
export function notDoneYet(actions: readonly PlannedAction[], effects: readonly Effect[]): PlannedAction[] {
  const asked = new Map(effects.map((effect) => [effect.key, effect.action]));
  return actions.filter(({ key, action, replaces }) => {
    const before = asked.get(key);
    return before === undefined || (replaces === true && before !== JSON.stringify(action));
  });
}
