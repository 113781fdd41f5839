import { ESCALATION, severityLabel } from "../escalation/labels.ts";
import type { PutBack } from "../escalation/memory.ts";
import type { Facts, PlannedAction } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { mention } from "./note-text.ts";
import { note } from "./rules/asks.ts";

/**
 * What people took away and the service puts back is explained, once it stands again (P-SEV-2, P-DRI-7, P-STAT-3): a
 * comment on something GitLab then refuses would be wrong, and said again by every try.
 */
export function explain(facts: Facts, found: Judgements): { actions: PlannedAction[]; putBack: PutBack[] } {
  const { memory } = facts;
  const missing = missingNow(facts, found);
  const back = memory.putBack.filter((what) => !missing.includes(what));
  const texts = back.map((what) => explanation(what, found)).filter((text) => text !== undefined);
  return {
    actions: texts.map((text, index) =>
      note(facts, "explanation", `explanation/${memory.round}/${memory.explanations + index + 1}`, text),
    ),
    putBack: missing,
  };
}

function missingNow({ issue, memory, policy }: Facts, { severity, dri }: Judgements): PutBack[] {
  const takenOn = memory.seenUpdatedAt !== 0;
  return [
    ...(severity.restored ? ["severity" as const] : []),
    ...(dri?.restored ? ["dri" as const] : []),
    ...(takenOn && !issue.labels.includes(ESCALATION) ? ["escalation" as const] : []),
    ...(takenOn && policy.confidential && !issue.confidential ? ["confidential" as const] : []),
  ];
}

function explanation(what: PutBack, { severity, dri }: Judgements): string | undefined {
  switch (what) {
    case "severity":
      if (severity.severity === undefined) return undefined;
      return `I put \`${severityLabel(severity.severity)}\` back: an escalation always has exactly one severity. To change it, set another severity label.`;
    case "dri":
      if (!dri?.dri) return undefined;
      return `I assigned ${mention(dri.dri.username)} again: an escalation always has one DRI. To hand it over, assign the new DRI instead.`;
    case "escalation":
      return `I put the label \`${ESCALATION}\` back: an escalation ends when the issue is closed.`;
    case "confidential":
      return "I made this issue confidential again: escalations here always are.";
  }
}
