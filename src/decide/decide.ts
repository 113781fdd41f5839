import type { Memory } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import { foldName } from "../policy/values.ts";
import { catchUp } from "./catch-up.ts";
import { editOf } from "./edit.ts";
import { explain } from "./explanations.ts";
import type { Decision, Facts, PlannedAction, TimelineEvent } from "./facts.ts";
import { type Judgements, judge } from "./judgements.ts";
import { keepMoving, withPauseEnded } from "./keep-moving.ts";
import { keepStatusNote } from "./keep-status-note.ts";
import { overviewOf } from "./overview.ts";
import { peopleOf } from "./people.ts";
import { questions } from "./questions.ts";
import { remembered } from "./remembered.ts";
import { tellNotTakenOn } from "./rules/acceptance.ts";
import { announce, announcedSeverity } from "./rules/announcements.ts";
import { declare } from "./rules/declaration.ts";
import { findGaps } from "./rules/gaps.ts";
import { handoverOf, tellHandover, tellProposal } from "./rules/handover.ts";
import { linkedWork, readAgainAt, watchedIssues } from "./rules/linked-work.ts";
import { channelOf, openChannel, type Team } from "./rules/opening.ts";
import { productDrisOf } from "./rules/product-counterpart.ts";
import { reportAtRisk } from "./rules/sentiment.ts";
import { judgeSteps } from "./rules/steps.ts";
import { keepTracker } from "./rules/tracker.ts";
import { timelineOf } from "./timeline.ts";

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
 * 7. the status note says it all (P-SEE-1)
 */
export function decide(given: Facts): Decision {
  const caughtUp = catchUp(withPauseEnded(given));
  const facts: Facts = {
    ...caughtUp.facts,
    memory: { ...caughtUp.facts.memory, linked: linkedWork(caughtUp.facts) },
  };
  const people = peopleOf(facts);
  const found = judge(facts, people);
  const { severity, dri } = found;
  const { edit, refusedEdit } = editOf(facts, found);
  const explained = explain(given, facts, found);
  const asked = questions(facts, people, found);
  const team = teamOf(found);
  const gaps = findGaps(facts, people, { found, team, refusedEdit });
  const steps = severity.severity ? judgeSteps(facts, severity.severity, dri?.dri !== undefined, people.timeZone) : [];
  const sentiment = reportAtRisk(facts, people, found, steps);
  const moving = keepMoving(facts, people, { found, steps });
  const tracker = keepTracker(facts, people, found, moving.memory.words);
  const note = keepStatusNote(facts, people, { found, steps, gaps }, edit !== undefined);
  const edits = facts.memory.edits + (edit ? 1 : 0);
  const customer = people.customerName === undefined ? null : foldName(people.customerName);
  const memory: Memory = {
    ...facts.memory,
    ...remembered(facts, found),
    announced: severity.severity ? announcedSeverity(facts, severity.severity) : facts.memory.announced,
    handover: dri ? handoverOf(given.memory, facts.directory, dri) : facts.memory.handover,
    asks: asked.asks,
    ...moving.memory,
    ...tracker.memory,
    edits,
    ...explained.memory,
    explanations: facts.memory.explanations + explained.actions.length,
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
  const acceptance =
    dri?.dri && severity.severity
      ? tellNotTakenOn({ ...facts, memory }, people, dri.dri, severity.severity)
      : { actions: [], recheckAt: undefined };

  return {
    memory,
    actions: [
      ...(edit ? [editIssue(`edit/${edits}`, edit)] : []),
      ...caughtUp.actions,
      ...explained.actions,
      ...asked.actions,
      ...tellHandover({ ...facts, memory }, people),
      ...tellProposal({ ...facts, memory }),
      ...acceptance.actions,
      ...moving.actions,
      ...tracker.actions,
      ...(facts.chat && team
        ? [
            ...openChannel(facts, people, team),
            ...declare(facts, people, team, found.status.status),
            ...announce({ ...facts, memory }, people, team),
          ]
        : []),
      ...sentiment.actions,
      ...note.actions,
    ],
    timeline: [
      ...caughtUp.timeline,
      ...timelineOf(facts, found),
      ...sentiment.timeline,
      ...putBackEvents(facts.memory, explained.memory),
      ...asked.actions.map(({ key }) => asService("P-DRI-6", `asked for: ${key.split("/")[0]?.replace("ask-", "")}`)),
    ],
    recheckAt: earliest([...asked.askings, acceptance, ...moving.waiting, tracker, { recheckAt: readAgainAt(memory) }]),
    overview: overviewOf({ ...facts, memory }, people, found),
    customer,
    watched: watchedIssues(memory),
  };
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
