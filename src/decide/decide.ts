import type { Memory } from "../escalation/memory.ts";
import { withSeen } from "../escalation/seen-notes.ts";
import { runCommands } from "./commands/run.ts";
import { editOf } from "./edit.ts";
import { explain } from "./explanations.ts";
import type { Decision, Facts, PlannedAction } from "./facts.ts";
import { type Judgements, judge } from "./judgements.ts";
import { keepStatusNote } from "./keep-status-note.ts";
import { overviewOf } from "./overview.ts";
import { peopleOf } from "./people.ts";
import { questions } from "./questions.ts";
import { tellNotTakenOn } from "./rules/acceptance.ts";
import { announce, announcedSeverity } from "./rules/announcements.ts";
import { declare } from "./rules/declaration.ts";
import { findGaps } from "./rules/gaps.ts";
import { handoverOf, tellHandover, tellProposal } from "./rules/handover.ts";
import { openChannel, type Team } from "./rules/opening.ts";
import { judgeSteps } from "./rules/steps.ts";
import { timelineOf } from "./timeline.ts";

/**
 * What should be different, and why: compares an issue as it stands with the policy. Pure, and repeated until it wants
 * nothing more: what the first round's actions bring about (a channel, say) the next round builds on. The rules in
 * their order:
 *
 * 0. commands of comments not seen before: the facts are then as if a person had made the change by hand
 * 1. severity (P-SEV-1, 2), origin and nature (P-DRI-13): without a severity everything below is held
 * 2. DRI (P-DRI-1 to 7, 12), product counterpart (P-PROD-1, 2), involvement (P-SEV-3)
 * 3. one edit of the issue makes labels, assignee and confidentiality so (P-STAT-3), and what was put back is explained
 * 4. what only people can answer is asked (P-SEV-2, P-DRI-6, P-PROD-1)
 * 5. the channel (P-OPEN-2, 7, 8), then the declaration (P-OPEN-3, P-ANN-1, 2)
 * 6. the status note says it all (P-SEE-1)
 */
export function decide(given: Facts): Decision {
  const commanded = runCommands(given);
  const { facts } = commanded;
  const people = peopleOf(facts);
  const found = judge(facts, people);
  const { edit, refusedEdit } = editOf(facts, found);
  const explained = explain(facts, found);
  const asked = questions(facts, people, found);
  const team = teamOf(found);
  const gaps = findGaps(facts, people, { found, team, refusedEdit });
  const { severity, dri } = found;
  const steps = severity.severity ? judgeSteps(facts, severity.severity, dri?.dri !== undefined, people.timeZone) : [];
  const note = keepStatusNote(facts, people, { found, steps, gaps }, edit !== undefined);
  const edits = facts.memory.edits + (edit ? 1 : 0);
  const memory: Memory = {
    ...facts.memory,
    ...remembered(facts, found),
    asks: asked.asks,
    edits,
    putBack: explained.putBack,
    explanations: facts.memory.explanations + explained.actions.length,
    notes: facts.comments
      ? withSeen(facts.memory.notes, facts.comments, facts.issue.notesCount, facts.now)
      : facts.memory.notes,
    statusNote: note.statusNote,
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
      ...commanded.actions,
      ...explained.actions,
      ...asked.actions,
      ...tellHandover({ ...facts, memory }, people),
      ...tellProposal({ ...facts, memory }),
      ...acceptance.actions,
      ...(facts.chat && team
        ? [
            ...openChannel(facts, people, team),
            ...declare(facts, people, team, found.status.status),
            ...announce({ ...facts, memory }, people, team),
          ]
        : []),
      ...note.actions,
    ],
    timeline: [...commanded.timeline, ...timelineOf(facts, found)],
    recheckAt: earliest([...asked.askings, acceptance]),
    overview: overviewOf({ ...facts, memory }, people, found),
  };
}

/** What the next decision compares with. Held: boxes and people may still change, so nothing of them counts yet. */
function remembered(facts: Facts, found: Judgements): Partial<Memory> {
  const { memory, now } = facts;
  const { severity, origin, nature, dri, product, opened } = found;
  if (severity.severity === undefined)
    return { severity: null, origin: null, natures: [], dri: null, productDri: null };
  return {
    openedAt: opened ? now : memory.openedAt,
    severity: severity.severity,
    announced: announcedSeverity(facts, severity.severity),
    origin: origin.origin,
    because: { severity: severity.because, origin: origin.because },
    natures: nature.natures,
    dri: dri?.dri ?? null,
    proposed: dri?.proposed ?? null,
    ruledRole: dri?.ruledRole ?? null,
    handover: dri ? handoverOf(facts, dri) : memory.handover,
    productDri: product?.productDri ?? null,
  };
}

function teamOf({ severity, dri, product, involvement }: Judgements): Team | undefined {
  return (
    severity.severity && {
      severity: severity.severity,
      dri: dri?.dri,
      productDri: product?.productDri,
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
