import { decideDeleted } from "../decide/deleted.ts";
import { receiptsOf } from "../decide/receipts.ts";
import type { Memory } from "../escalation/memory.ts";
import { type IssueKey, parseIssueKey } from "../issue-key.ts";
import { ACCESS_LEVELS } from "../policy/terms.ts";
import type { Remembered } from "../store/store.ts";
import { asEffect, changed, effectsOf, lifeOf, write } from "./commit-decision.ts";
import { lanes } from "./lanes.ts";
import { nextLook } from "./next-look.ts";
import type { Reconciler } from "./reconciler.ts";
import { tellSiblings } from "./siblings.ts";

/**
 * An issue that is not there any more. GitLab says the same of one that the service may not see, so it counts as deleted
 * only where the service may still see the project's confidential issues; else it is left as it is.
 */
export async function leaveDeleted(
  key: IssueKey,
  memory: Memory,
  { summary, effects }: Remembered,
  reconciler: Reconciler,
): Promise<number | undefined> {
  const { ports, clock } = reconciler;
  const { members } = await ports.tracker.members(parseIssueKey(key).projectId, clock());
  const own = [...members.values()].find(({ id }) => id === ports.ownUserId());
  if (!own || own.accessLevel < ACCESS_LEVELS.planner) return undefined;
  const decision = decideDeleted(memory, receiptsOf(effects), {
    policy: reconciler.configuration().policy,
    now: clock(),
  });
  const actions = ports.chat ? changed(decision.actions, effects) : [];
  await write(reconciler, {
    ...{ key, memory: JSON.stringify(decision.memory), watched: [], at: clock() },
    view: { open: false, customer: memory.shown?.customer ?? null, summary, life: lifeOf(decision.memory) },
    effects: actions.filter(({ replaces }) => !replaces).map((one) => asEffect(one)),
    replace: actions.filter(({ replaces }) => replaces).map((one) => asEffect(one)),
    timeline: decision.timeline.map((event) => ({ at: clock(), ...event, facts: JSON.stringify(event.facts) })),
  });
  await lanes(key, reconciler).slack(await effectsOf(key, reconciler));
  if (decision.timeline.length > 0) await tellSiblings(key, null, memory.shown, reconciler);
  return nextLook(key, await effectsOf(key, reconciler), undefined, reconciler);
}
