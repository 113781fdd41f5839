import { ESCALATION, isOwnLabel, originLabel, originsIn, severitiesIn, severityLabel } from "../escalation/labels.ts";
import type { Memory, PutBack } from "../escalation/memory.ts";
import { labelsAfter } from "./edit.ts";
import type { Facts, PlannedAction } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { mention } from "./note-text.ts";
import { note } from "./rules/asks.ts";

/**
 * What people took away or set and the service puts back is explained, once it is as it should be (P-SEV-2, P-DRI-7,
 * P-STAT-2, 3): a comment on something GitLab then refuses would be wrong, and said again by every try.
 */
export function explain(
  before: Facts,
  facts: Facts,
  found: Judgements,
): { actions: PlannedAction[]; memory: Pick<Memory, "putBack" | "putBackLabels" | "ownLabels" | "ownLabelsSeen"> } {
  const { memory } = facts;
  const own = ownLabelsOf(before, facts, found);
  // What a board took off together with the close comes back together with the reopening, which has its own comment.
  // And on one that has ended people do as they like.
  const isSilent = found.closing.isRefused || found.closing.closed !== null;
  const missing = isSilent ? [] : missingNow(before, found, own.changedByHand);
  const back = memory.putBack.filter((what) => !missing.includes(what));
  const texts = back.map((what) => explanation(what, found, memory.putBackLabels)).filter((text) => text !== undefined);
  return {
    actions: texts.map((text, index) =>
      note(facts, "explanation", `explanation/${memory.round}/${memory.explanations + index + 1}`, text),
    ),
    memory: {
      putBack: missing,
      putBackLabels: missing.includes("labels") ? own.changedByHand : [],
      ownLabels: own.wanted,
      ownLabelsSeen: own.wanted.filter((label) => before.onGitLab.labels.includes(label)),
    },
  };
}

/** On GitLab, against what stood there when the service last looked. */
function missingNow(
  { issue, onGitLab, memory, policy, ownUserId }: Facts,
  { severity, dri }: Judgements,
  labels: readonly string[],
): PutBack[] {
  const takenOn = memory.seenUpdatedAt !== 0;
  const assigned = onGitLab.assignees.some(({ id }) => id !== ownUserId);
  return [
    ...(memory.severity && severity.severity && severitiesIn(onGitLab.labels).length === 0
      ? ["severity" as const]
      : []),
    ...(memory.dri && dri?.dri?.id === memory.dri.id && !assigned ? ["dri" as const] : []),
    ...(takenOn && !issue.labels.includes(ESCALATION) ? ["escalation" as const] : []),
    ...(takenOn && policy.confidential && !issue.confidential ? ["confidential" as const] : []),
    ...(labels.length > 0 ? ["labels" as const] : []),
  ];
}

/** The labels only the service sets: as it wants them, and those that somebody else set or took off. */
function ownLabelsOf(before: Facts, facts: Facts, found: Judgements): { wanted: string[]; changedByHand: string[] } {
  const wanted = labelsAfter(facts, found).filter(isOwnLabel);
  const { onGitLab, memory } = before;
  const known = memory.ownLabels;
  // Of an escalation known from before this was remembered nobody can tell who set what.
  if (known === null && (memory.seenUpdatedAt !== 0 || before.foundStatusNote !== undefined))
    return { wanted, changedByHand: [] };
  const origins = memory.origin === null && found.severity.severity ? originsIn(onGitLab.labels).map(originLabel) : [];
  const set = [...onGitLab.labels.filter(isOwnLabel), ...origins].filter(
    (label) => !wanted.includes(label) && label !== originLabel(found.origin.origin) && !known?.includes(label),
  );
  const taken = wanted.filter((label) => memory.ownLabelsSeen.includes(label) && !onGitLab.labels.includes(label));
  // What was changed stays so until it is as it should be: an edit may be refused, or be held back.
  const still = memory.putBackLabels.filter((label) => wanted.includes(label) !== onGitLab.labels.includes(label));
  return { wanted, changedByHand: [...new Set([...set, ...taken, ...still])] };
}

function explanation(
  what: PutBack,
  { severity, dri, status }: Judgements,
  labels: readonly string[],
): string | undefined {
  switch (what) {
    case "severity":
      if (severity.severity === undefined) return undefined;
      return `I put \`${severityLabel(severity.severity)}\` back: an escalation always has exactly one severity. To change it, set another severity label.`;
    case "dri":
      if (!dri?.dri) return undefined;
      return `I assigned ${mention(dri.dri.username)} again: an escalation always has one DRI. To hand it over, assign the new DRI instead.`;
    case "escalation":
      return `I put the label \`${ESCALATION}\` back: an escalation ends when the issue is closed.`;
    case "labels": {
      const names = labels.map((label) => `\`${label}\``).join(", ");
      return `I put ${names} back to what it was, for only the service sets ${labels.length === 1 ? "this label" : "these labels"}; the status is \`${status.status}\`. It is changed by commands, which \`/esc help\` lists.`;
    }
    case "confidential":
      return "I made this issue confidential again: escalations here always are.";
  }
}
