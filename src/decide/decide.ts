import type { Memory, Undone } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import { foldName } from "../policy/values.ts";
import { atItsEnd } from "./at-its-end.ts";
import { catchUp } from "./catch-up.ts";
import { editKey, editOf } from "./edit.ts";
import { explain } from "./explanations.ts";
import type { Decision, Facts, PlannedAction, TimelineEvent } from "./facts.ts";
import { type Judgements, judge } from "./judgements.ts";
import { withPauseEnded } from "./keep-moving.ts";
import { withKept } from "./keep-safe.ts";
import { keepStatusNote } from "./keep-status-note.ts";
import { lifeAfter } from "./life.ts";
import { overviewOf } from "./overview.ts";
import { peopleOf } from "./people.ts";
import { remembered } from "./remembered.ts";
import { keepGate } from "./rules/closing-gate.ts";
import { tickedCriteria } from "./rules/exit-criteria.ts";
import { findGaps } from "./rules/gaps.ts";
import { linkedWork, watchedIssues } from "./rules/linked-work.ts";
import { channelOf, type Team } from "./rules/opening.ts";
import { productDrisOf } from "./rules/product-counterpart.ts";
import { withRcaIssue } from "./rules/rca.ts";
import { withReopening } from "./rules/reopening.ts";
import { judgeSteps } from "./rules/steps.ts";
import { timelineOf } from "./timeline.ts";
import { countUndone, heldOf, undoneInWords } from "./undone.ts";
import { whileOpen } from "./while-open.ts";

/**
 * What should be different, and why: compares an issue as it stands with the policy. Pure, and repeated until it wants
 * nothing more: what the first round's actions bring about (a channel, say) the next round builds on. The rules in
 * their order:
 *
 * 0. what people did since the last look, commands included, in the order in which they did it
 * 1. severity (P-SEV-1, 2), origin and nature (P-DRI-13): without a severity everything below is held
 * 2. DRI (P-DRI-1 to 7, 12), product counterpart (P-PROD-1, 2), involvement (P-SEV-3)
 * 3. one edit of the issue makes labels, assignee and confidentiality so (P-STAT-3), and what was put back is explained
 * 4. what only people can answer is asked (P-SEV-2, P-DRI-6, P-PROD-1)
 * 5. what keeps it moving: clocks, opening steps, standups (P-CAD-1 to 10, P-OPEN-1)
 * 6. the tracker document (P-OPEN-4), the channel (P-OPEN-2, 7, 8), then the declaration (P-OPEN-3, P-ANN-1, 2)
 * 7. its end (section 9): a close with something missing is undone; one with nothing missing has its sequence
 * 8. the status note says it all (P-SEE-1)
 */
export function decide(given: Facts): Decision {
  const reopened = withReopening(withRcaIssue(withPauseEnded(given)));
  const before = reopened.facts;
  const caughtUp = catchUp(before);
  const facts: Facts = {
    ...caughtUp.facts,
    memory: {
      ...caughtUp.facts.memory,
      linked: linkedWork(caughtUp.facts),
      criteria: tickedCriteria(caughtUp.facts),
    },
  };
  const people = peopleOf(facts);
  const found = judge(facts, people);
  const { severity, dri } = found;
  const explained = explain(before, facts, found);
  const undone = countUndone(before, explained.memory, severity.severity);
  const held = heldOf({ undone }, facts.now);
  const { edit, refusedEdit } = editOf(facts, found, undone);
  const gate = keepGate(facts, people, found);
  const { closed } = gate.memory;
  const team = teamOf(found);
  const steps = severity.severity ? judgeSteps(facts, severity.severity, dri?.dri !== undefined, people.timeZone) : [];
  const course = closed
    ? atItsEnd(facts, before.memory, people, { found, team, closed })
    : whileOpen(facts, before.memory, people, { found, steps, team });
  // On a closed one people do as they like.
  const explanations = closed ? [] : explained.actions;
  const gaps = findGaps(facts, people, { found, team, refusedEdit, held });
  const note = keepStatusNote(facts, people, { found, steps, gaps }, edit !== undefined);
  const edits = facts.memory.edits + (edit ? 1 : 0);
  const customer = people.customerName === undefined ? null : foldName(people.customerName);
  const withoutLife: Memory = {
    ...facts.memory,
    ...remembered(facts, found),
    ...course.memory,
    ...gate.memory,
    edits,
    ...explained.memory,
    undone,
    explanations: facts.memory.explanations + explanations.length,
    notes: facts.discussion
      ? withSeen(facts.memory.notes, facts.discussion.comments, facts.issue.notesCount, facts.now)
      : facts.memory.notes,
    statusNote: note.statusNote,
    shown: {
      customer,
      title: facts.issue.title,
      severity: severity.severity ?? null,
      channel: channelOf(facts)?.name ?? null,
    },
    seenUpdatedAt: facts.issue.updatedAt,
  };
  const lived = lifeAfter(facts, people, found.clocks.clocks, withoutLife);
  const memory: Memory = { ...withoutLife, life: lived.life };

  return {
    memory,
    actions: [
      ...(edit ? [editIssue(editKey(edits), edit)] : []),
      ...caughtUp.actions,
      ...explanations,
      ...gate.actions,
      ...course.actions,
      ...withKept(note.actions, memory, facts.receipts),
    ],
    timeline: [
      ...reopened.timeline,
      ...caughtUp.timeline,
      ...timelineOf(facts, found),
      ...lived.timeline,
      ...closingEvents(facts, found, gate.memory),
      ...course.timeline,
      ...(closed ? [] : putBackEvents(facts.memory, explained.memory)),
      ...heldEvents(held, heldOf(facts.memory, facts.now)),
    ],
    recheckAt: earliest([...course.waiting, ...held.map(({ until }) => ({ recheckAt: until ?? undefined }))]),
    overview: overviewOf({ ...facts, memory }, people, found, steps),
    open: closed === null,
    customer,
    watched: closed ? [] : watchedIssues(memory),
  };
}

/** A close that was refused, and one that stands, by whom (P-CLOSE-5, 6). */
function closingEvents(
  { memory }: Facts,
  { closing }: Judgements,
  { refusals, closed }: Pick<Memory, "refusals" | "closed">,
): TimelineEvent[] {
  const missing = closing.missing.map(({ need }) => need);
  const isNew = closed !== null && memory.closed === null;
  return [
    ...(refusals.number > memory.refusals.number
      ? [
          {
            who: refusals.by ?? "somebody",
            what: "closed it too early: reopened",
            rule: "P-CLOSE-5",
            facts: { missing },
          },
        ]
      : []),
    ...(isNew
      ? [{ who: closed.by ?? "somebody", what: "closed it", rule: "P-CLOSE-6", facts: { as: closed.as } }]
      : []),
  ];
}

/** What people took away or set, beside severity and DRI, which the timeline tells of by name. */
function putBackEvents(
  before: Memory,
  { putBack, putBackLabels }: Pick<Memory, "putBack" | "putBackLabels">,
): TimelineEvent[] {
  return putBack
    .filter((what) => !before.putBack.includes(what) && what !== "severity" && what !== "dri")
    .map((what) =>
      what === "labels"
        ? asService("P-STAT-2", `put back: ${putBackLabels.join(", ")}`)
        : asService("P-STAT-3", `put back: ${what}`),
    );
}

/** What is left alone from now on. */
function heldEvents(held: readonly Undone[], before: readonly Undone[]): TimelineEvent[] {
  return held
    .filter(({ what, until }) => !before.some((one) => one.what === what && one.until === until))
    .map((one) => ({
      ...asService("P-STAT-2", `left alone for a while: ${undoneInWords(one)}`),
      facts: { times: one.times, until: one.until },
    }));
}

function asService(rule: string, what: string): TimelineEvent {
  return { who: "service", what, rule, facts: {} };
}

function teamOf({ severity, dri, product, involvement }: Judgements): Team | undefined {
  return (
    severity.severity && {
      severity: severity.severity,
      dri: dri?.dri,
      productDris: productDrisOf(product),
      involved: involvement.involved,
    }
  );
}

function editIssue(key: string, action: PlannedAction["action"]): PlannedAction {
  return { key, lane: "gitlab", stream: "issue", action };
}

function earliest(waiting: readonly { recheckAt: number | undefined }[]): number | undefined {
  const times = waiting.map(({ recheckAt }) => recheckAt).filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
