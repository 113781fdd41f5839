import type { Decision, PlannedAction } from "../decide/facts.ts";
import type { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Commit, Effect, NewEffect } from "../store/store.ts";
import type { Reconciler } from "./reconciler.ts";
import { Interrupted } from "./worker.ts";

/** Everything an escalation owes, or owed. */
export async function effectsOf(key: IssueKey, { store }: Reconciler): Promise<Effect[]> {
  return (await store.escalations.load(key))?.effects ?? [];
}

/** Actions not asked for yet, or asked for with other words. */
export function changed(actions: readonly PlannedAction[], effects: readonly Effect[]): PlannedAction[] {
  const known = new Map(effects.map((effect) => [effect.key, effect]));
  return actions.filter(({ key, action, replaces }) => {
    const effect = known.get(key);
    if (!effect) return true;
    return (
      replaces === true &&
      effect.state !== "running" &&
      effect.state !== "unknown" &&
      effect.action !== JSON.stringify(action)
    );
  });
}

/** Keeps a decision, and owes what it wants. `since` (ms): looked for from then on before it is made. */
export async function commit(
  key: IssueKey,
  decision: Decision,
  wanted: readonly PlannedAction[],
  since: number | undefined,
  reconciler: Reconciler,
): Promise<void> {
  const at = reconciler.clock();
  await write(reconciler, {
    key,
    memory: JSON.stringify(decision.memory),
    view: {
      open: decision.open,
      customer: decision.customer,
      summary: JSON.stringify(decision.overview),
      life: lifeOf(decision.memory),
    },
    watched: decision.watched,
    effects: wanted.filter(({ replaces }) => !replaces).map((one) => asEffect(one, since)),
    replace: wanted.filter(({ replaces }) => replaces).map((one) => asEffect(one, since)),
    timeline: decision.timeline.map(({ who, what, rule, facts }) => ({
      at,
      who,
      what,
      rule,
      facts: JSON.stringify(facts),
    })),
    at,
  });
}

/** Throws `Interrupted` where another replica has the issue by now, and may have decided otherwise. */
export async function write({ store, generation }: Reconciler, commit: Commit): Promise<void> {
  const held = await store.escalations.commit({ ...commit, ...(generation !== undefined && { generation }) });
  if (!held) throw new Interrupted("taken over by another");
}

/** What the figures need, as the store keeps it. */
export function lifeOf({ life }: Memory): string | null {
  return life && JSON.stringify(life);
}

export function asEffect({ key, lane, stream, action }: PlannedAction, since?: number): NewEffect {
  return { key, lane, stream, action: JSON.stringify(action), ...(since !== undefined && { since }) };
}
