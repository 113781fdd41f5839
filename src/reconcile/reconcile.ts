import { EditIssue } from "../decide/action.ts";
import type { PlannedAction } from "../decide/facts.ts";
import { STATUS_NOTE } from "../decide/keep-status-note.ts";
import { receiptsOf } from "../decide/receipts.ts";
import { heldOf } from "../decide/undone.ts";
import type { Issue } from "../escalation/issue.ts";
import { Memory, newMemory } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Effect } from "../store/store.ts";
import { changed, commit, effectsOf } from "./commit-decision.ts";
import { followMove, movedFrom } from "./follow-move.ts";
import { holdsUp, isOwed, lanes } from "./lanes.ts";
import { leaveDeleted } from "./leave-deleted.ts";
import { nextLook } from "./next-look.ts";
import { otherInstances } from "./other-instances.ts";
import { type Read, readFacts } from "./read-facts.ts";
import type { Reconciler } from "./reconciler.ts";
import { restore } from "./restore.ts";
import { decideAmongSiblings, shownOf, siblingsOf, tellSiblings } from "./siblings.ts";
import { Interrupted } from "./worker.ts";

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

/** A new escalation; or one that was taken on before the store was lost, whose comments have been answered. */
function adopted({ foundStatusNote, discussion, issue }: Read, now: number): Memory {
  const memory = newMemory(now);
  if (foundStatusNote === undefined) return memory;
  return { ...memory, notes: withSeen(memory.notes, discussion?.comments ?? [], issue.notesCount, now) };
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
