import type { Performed } from "../act/perform.ts";
import { EditIssue } from "../decide/action.ts";
import { decideDeleted } from "../decide/deleted.ts";
import type { Decision, PlannedAction } from "../decide/facts.ts";
import { STATUS_NOTE } from "../decide/keep-status-note.ts";
import { receiptsOf } from "../decide/receipts.ts";
import { TRACKER } from "../decide/rules/tracker-link.ts";
import { heldOf } from "../decide/undone.ts";
import type { Issue, LinkedIssue } from "../escalation/issue.ts";
import { Memory, newMemory, type Undone } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import { type IssueKey, parseIssueKey } from "../issue-key.ts";
import type { Directory } from "../policy/directory.ts";
import type { Policy } from "../policy/policy.ts";
import { ACCESS_LEVELS } from "../policy/terms.ts";
import type { Effect, NewEffect, Remembered } from "../store/store.ts";
import { followMove, movedFrom } from "./follow-move.ts";
import { otherInstances } from "./other-instances.ts";
import { type Read, readFacts } from "./read-facts.ts";
import { restore } from "./restore.ts";
import { type EffectsRunner, nameOf, runEffects } from "./run-effects.ts";
import { decideAmongSiblings, siblingsOf } from "./siblings.ts";
import { Interrupted } from "./worker.ts";

export interface Reconciler extends EffectsRunner {
  /** The policy and directory in force now. */
  configuration(): { policy: Policy; directory: Directory };
  /** Where an escalation's standups are a calendar. */
  calendarUrl(key: IssueKey): string;
  /** What a status note keeps, where it is as the service wrote it. */
  unseal(sealed: string, key: IssueKey): string | undefined;
  /** Whether an issue stands in one of the service's projects. */
  isOurs(issue: Pick<LinkedIssue, "key" | "reference">): boolean;
  /** How long a run waits for Slack before it says without it what people should know (ms). */
  patienceMs: number;
  /** The service is shutting down: work in the background begins nothing more. */
  stopping: AbortSignal;
  /** Told of who else works on an issue against the service. */
  onConflicts?: (key: IssueKey, conflicts: Conflicts) => void;
  /** Lets what goes on in the background be waited for at shutdown. */
  inBackground(work: Promise<unknown>): void;
}

/** `undone`: what is left alone for a while; `instances`: names of other stores, undefined where nobody looked. */
export interface Conflicts {
  undone: readonly Undone[];
  instances: readonly string[] | undefined;
}

/** More rounds than any decision needs: one that never comes to rest is a mistake of ours. */
const MOST_ROUNDS = 12;

/**
 * Makes one escalation so: reads it, decides, acts, and decides again on what came of it until nothing more is wanted.
 * Answers when to look again by itself (ms), or undefined. Repeating it changes nothing. Throws when GitLab cannot be
 * read or written; what is owed to Slack goes on meanwhile and never holds up GitLab.
 */
export async function reconcile(key: IssueKey, reconciler: Reconciler): Promise<number | undefined> {
  const { store, ports, clock } = reconciler;
  const run = lanes(key, reconciler);

  // What an earlier run began on GitLab comes first, so that the issue is read as it leaves it.
  const remembered = await store.escalations.load(key);
  const left = remembered?.effects ?? [];
  run.aside(left);
  await Promise.all([run.gitlab(left), run.slack(left)]);
  let effects = left.some(isOwed) ? await effectsOf(key, reconciler) : left;
  const blocked = effects.filter(holdsUp);
  if (blocked.length > 0) return nextLook(key, blocked, undefined, reconciler);

  let memory = remembered ? Memory.parse(JSON.parse(remembered.memory)) : undefined;
  const { policy, directory } = reconciler.configuration();
  const read = await readFacts(key, memory, directory, ports, clock());
  if (!read) return memory && remembered ? leaveDeleted(key, memory, remembered, reconciler) : undefined;
  let { issue } = read;
  // A closed issue is not taken on.
  if (issue.state === "closed" && !memory) return undefined;
  // A delivery can be forged by whoever has the webhook's secret; what GitLab says of the issue cannot.
  if (!memory && issue.reference !== undefined && !reconciler.isOurs({ key, reference: issue.reference })) {
    reconciler.log.warn({ issue: key }, "an issue of another project is not taken on");
    return undefined;
  }

  if (!memory) {
    const source = await movedFrom(read, reconciler);
    if (source) {
      await store.work.touch(source, clock());
      return undefined;
    }
    // It may have come here since this run began.
    if (read.discussion?.moved && (await store.escalations.knows(key))) {
      await store.work.touch(key, clock());
      return undefined;
    }
  } else if (await followMove(read, memory, reconciler)) return undefined;

  // The store knows nothing of an escalation that was taken on before: what stands is found and not made again.
  const restored = memory ? undefined : await restore(key, read, reconciler);
  const since = !memory && read.foundStatusNote !== undefined ? issue.createdAt : undefined;
  memory ??= restored?.memory ?? adopted(read, clock());
  if (restored) effects = await effectsOf(key, reconciler);
  // Before this store's first status note, another's is what it takes over.
  const hasWritten = effects.some(({ key, state }) => key === STATUS_NOTE && state === "done");
  const instances =
    read.discussion && hasWritten
      ? otherInstances(read.discussion.comments, ports.ownUserId(), ports.instance)
      : undefined;
  const editsMade: EditIssue[] = [];
  let summary = remembered?.summary;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    if (reconciler.signal.aborted) throw new Interrupted("told to stop");
    const { decision, siblings } = await decideAmongSiblings(key, store, {
      ...read,
      // Gone through once: later rounds go on from where it led.
      discussion: round === 1 ? read.discussion : undefined,
      labelChanges: round === 1 ? read.labelChanges : undefined,
      linked: round === 1 ? read.linked : undefined,
      issue,
      onGitLab: issue,
      memory,
      receipts: receiptsOf(effects),
      policy,
      directory,
      ownUserId: ports.ownUserId(),
      editsMade,
      calendarUrl: reconciler.calendarUrl(key),
      chat: ports.chat !== undefined,
      sentimentSink: ports.sentiment !== undefined,
      waitNoLonger: run.impatient(),
      now: clock(),
    });
    reconciler.onConflicts?.(key, { undone: heldOf(decision.memory, clock()), instances });
    const before = shownOf(memory);
    const wanted = changed(decision.actions, effects);
    const remembersMore = JSON.stringify(decision.memory) !== JSON.stringify(memory);
    // What the overview says can change by itself: the directory names another manager, say.
    const showsOther = JSON.stringify(decision.overview) !== summary;
    if (wanted.length === 0 && !remembersMore && !showsOther)
      return nextLook(key, effects, decision.recheckAt, reconciler);

    await commit(key, decision, wanted, since, reconciler);
    summary = JSON.stringify(decision.overview);
    memory = decision.memory;
    effects = await effectsOf(key, reconciler);
    if (JSON.stringify(shownOf(memory)) !== JSON.stringify(before))
      await tellSiblings(key, shownOf(memory), before, reconciler);
    // Somebody may have opened another one for this customer in the meantime: then the channel is called otherwise.
    if (wanted.some(isChannel) && (await siblingsOf(key, decision, store)).length > siblings.length) continue;
    run.aside(effects);
    const [performed] = await Promise.all([run.gitlab(effects), run.slack(effects)]);
    effects = await effectsOf(key, reconciler);
    for (const { edited } of performed) {
      if (!edited) continue;
      issue = newer(edited.issue, issue);
      editsMade.push(edited.edit);
    }
    editsMade.push(...refusedEdits(wanted, effects));
    const waiting = effects.filter(holdsUp);
    if (waiting.length > 0) return nextLook(key, effects, decision.recheckAt, reconciler);
  }
  throw new Error(`deciding about ${key} does not come to rest after ${MOST_ROUNDS} rounds`);
}

/**
 * An issue that is not there any more. GitLab says the same of one that the service may not see, so it counts as deleted
 * only where the service may still see the project's confidential issues; else it is left as it is.
 */
async function leaveDeleted(
  key: IssueKey,
  memory: Memory,
  { summary, effects }: Remembered,
  reconciler: Reconciler,
): Promise<number | undefined> {
  const { ports, clock, store } = reconciler;
  const { members } = await ports.tracker.members(parseIssueKey(key).projectId, clock());
  const own = [...members.values()].find(({ id }) => id === ports.ownUserId());
  if (!own || own.accessLevel < ACCESS_LEVELS.planner) return undefined;
  const decision = decideDeleted(memory, receiptsOf(effects), {
    policy: reconciler.configuration().policy,
    now: clock(),
  });
  const actions = ports.chat ? changed(decision.actions, effects) : [];
  await store.escalations.commit({
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

/** A new escalation; or one that was taken on before the store was lost, whose comments have been answered. */
function adopted({ foundStatusNote, discussion, issue }: Read, now: number): Memory {
  const memory = newMemory(now);
  if (foundStatusNote === undefined) return memory;
  return { ...memory, notes: withSeen(memory.notes, discussion?.comments ?? [], issue.notesCount, now) };
}

/** What others say of this one: nothing once it has ended. */
function shownOf({ shown, closed }: Memory): Memory["shown"] {
  return closed ? null : shown;
}

/** What others say of this one has changed. */
async function tellSiblings(
  key: IssueKey,
  shown: Memory["shown"],
  before: Memory["shown"],
  { store, clock }: Reconciler,
): Promise<void> {
  const customers = new Set([shown?.customer, before?.customer].filter((customer) => customer != null));
  const open = await Promise.all([...customers].map((customer) => store.escalations.ofCustomer(customer)));
  const others = open.flat().map((other) => other.key);
  await store.work.touchAll(
    others.filter((other) => other !== key),
    clock(),
  );
}

function isChannel({ action }: PlannedAction): boolean {
  return action.type === "create-channel";
}

/** Edits of this round that GitLab would not make: wanting them again in this run would go on for ever. */
function refusedEdits(wanted: readonly PlannedAction[], effects: readonly Effect[]): EditIssue[] {
  const asked = new Set(wanted.filter(({ action }) => action.type === "edit-issue").map((action) => action.key));
  return effects
    .filter((effect) => asked.has(effect.key) && effect.state === "given-up")
    .map((effect) => EditIssue.parse(JSON.parse(effect.action)));
}

/** Our own edit answers the issue as it stands after it; its description may be left out by some versions. */
function newer(edited: Issue, read: Issue): Issue {
  return { ...edited, description: edited.description || read.description };
}

/**
 * Runs what is owed, one lane each; Slack's goes on in the background once patience has run out, and what is owed aside
 * from the beginning.
 */
function lanes(key: IssueKey, reconciler: Reconciler) {
  const until = reconciler.clock() + reconciler.patienceMs;
  let impatient = false;
  const lookAgain = () => reconciler.store.work.touch(key, reconciler.clock());
  return {
    impatient: () => impatient,
    gitlab: async (effects: readonly Effect[]): Promise<Performed[]> =>
      (await runEffects(key, "gitlab", effects, reconciler)).performed,
    async slack(effects: readonly Effect[]): Promise<void> {
      if (!effects.some((effect) => effect.lane === "slack" && isOwed(effect))) return;
      // It may outlive the run, and then only a shutdown ends it.
      const work = runEffects(key, "slack", effects, { ...reconciler, signal: reconciler.stopping });
      const left = impatient ? 0 : Math.max(0, until - reconciler.clock());
      if (await inTime(work, left)) return;
      impatient = true;
      // What comes of it is for another run to build on.
      reconciler.inBackground(work.then(lookAgain));
    },
    aside(effects: readonly Effect[]): void {
      if (!effects.some((effect) => effect.lane === "aside" && isOwed(effect))) return;
      const work = runEffects(key, "aside", effects, { ...reconciler, signal: reconciler.stopping });
      // Where nothing was due, or another holds it, a look would find the same again.
      reconciler.inBackground(work.then(({ attempts }) => (attempts > 0 ? lookAgain() : undefined)));
    },
  };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** What GitLab has to take before anything else is decided. A wiki that is away holds up no issue. */
function holdsUp(effect: Effect): boolean {
  return effect.lane === "gitlab" && effect.stream !== TRACKER && isOwed(effect);
}

function isOwed({ state }: Effect): boolean {
  return state === "pending" || state === "unknown" || state === "running";
}

async function effectsOf(key: IssueKey, { store }: Reconciler): Promise<Effect[]> {
  return (await store.escalations.load(key))?.effects ?? [];
}

/** Actions not asked for yet, or asked for with other words. */
function changed(actions: readonly PlannedAction[], effects: readonly Effect[]): PlannedAction[] {
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

async function commit(
  key: IssueKey,
  decision: Decision,
  wanted: readonly PlannedAction[],
  since: number | undefined,
  { store, clock }: Reconciler,
): Promise<void> {
  const at = clock();
  await store.escalations.commit({
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

function lifeOf({ life }: Memory): string | null {
  return life && JSON.stringify(life);
}

function asEffect({ key, lane, stream, action }: PlannedAction, since?: number): NewEffect {
  return { key, lane, stream, action: JSON.stringify(action), ...(since !== undefined && { since }) };
}

/**
 * When something is due by itself: a question asked again, an effect tried again. What runs is either this process's own,
 * which is told of when it ends, or a dead one's: that one's hold on the issue ran out already, and its hold on effects,
 * renewed as often, follows within a third of the time.
 */
function nextLook(
  key: IssueKey,
  effects: readonly Effect[],
  recheckAt: number | undefined,
  { clock, leaseMs, inFlight }: Reconciler,
): number | undefined {
  // Behind the head of its stream an effect waits for that one, whatever its own time says.
  const streams = Map.groupBy(effects.filter(isOwed), ({ lane, stream }) => `${lane}/${stream}`);
  const heads = [...streams.values()].flatMap(([head]) => head ?? []);
  const waits = heads.map(({ key: effect, state, dueAt }) => {
    if (state !== "running") return dueAt;
    return clock() + (inFlight.has(nameOf(key, effect)) ? 2 * leaseMs : leaseMs / 3);
  });
  const times = [recheckAt, ...waits].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.round(Math.min(...times));
}
