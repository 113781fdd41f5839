import { ESCALATION, isOwnLabel } from "../escalation/labels.ts";
import type { EditIssue } from "./action.ts";
import type { Facts } from "./facts.ts";
import type { Judgements } from "./judgements.ts";

/**
 * Everything that should change on the issue, as one request; no edit where nothing should. One that this run has made
 * already and that is wanted again was not taken by GitLab: it comes back as refused.
 */
export function editOf(
  facts: Facts,
  found: Judgements,
): { edit: EditIssue | undefined; refusedEdit: EditIssue | undefined } {
  const wanted = wantedEdit(facts, found);
  const made = wanted && facts.editsMade.some((one) => same(one, wanted));
  return made ? { edit: undefined, refusedEdit: wanted } : { edit: wanted, refusedEdit: undefined };
}

/** The labels as they should be. */
export function labelsAfter(
  { issue }: Facts,
  { severity, status, origin, nature, dri, product, clocks }: Judgements,
): string[] {
  const changes = [
    severity.labels,
    // Held: boxes may still change, so what they say is not made a label yet.
    ...(severity.severity ? [origin.labels, nature.labels] : []),
    ...(dri ? [dri.labels] : []),
    ...(product ? [product.labels] : []),
    status.labels,
    clocks.labels,
    { add: [ESCALATION], remove: [] },
  ];
  const added = changes.flatMap(({ add }) => add);
  const removed = changes.flatMap(({ remove }) => remove);
  const setByHand = issue.labels.filter((label) => isOwnLabel(label) && !added.includes(label));
  return [...new Set([...issue.labels, ...added])].filter(
    (label) => !removed.includes(label) && !setByHand.includes(label),
  );
}

function wantedEdit(facts: Facts, found: Judgements): EditIssue | undefined {
  const { onGitLab, policy } = facts;
  const { dri } = found;
  const labels = labelsAfter(facts, found);
  const addLabels = labels.filter((label) => !onGitLab.labels.includes(label));
  const removeLabels = onGitLab.labels.filter((label) => !labels.includes(label));
  const makeConfidential = policy.confidential && !onGitLab.confidential;
  if (addLabels.length === 0 && removeLabels.length === 0 && !dri?.assign && !makeConfidential) return undefined;
  return {
    type: "edit-issue",
    addLabels,
    removeLabels,
    ...(dri?.assign && { assignee: { id: dri.assign.id, username: dri.assign.username } }),
    ...(makeConfidential && { confidential: true }),
  };
}

function same(one: EditIssue, other: EditIssue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
