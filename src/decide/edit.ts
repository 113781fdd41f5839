import { ESCALATION, isOwnLabel } from "../escalation/labels.ts";
import type { Undone } from "../escalation/memory.ts";
import type { EditIssue } from "./action.ts";
import type { Facts } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { agreementLabel, rcaLabel } from "./rules/closing.ts";
import { ASSIGNEE, heldOf } from "./undone.ts";

/** The effect of an edit, by how many there were. */
export function editKey(number: number): string {
  return `edit/${number}`;
}

/**
 * Everything that should change on the issue, as one request; no edit where nothing should. One that this run has made
 * already and that is wanted again was not taken by GitLab: it comes back as refused. What somebody undoes again and again is
 * left alone for a while (`undone`).
 */
export function editOf(
  facts: Facts,
  found: Judgements,
  undone: readonly Undone[] = [],
): { edit: EditIssue | undefined; refusedEdit: EditIssue | undefined } {
  const wanted = wantedEdit(facts, found, heldOf({ undone: [...undone] }, facts.now));
  const made = wanted && facts.editsMade.some((one) => same(one, wanted));
  return made ? { edit: undefined, refusedEdit: wanted } : { edit: wanted, refusedEdit: undefined };
}

/** The labels as they should be. */
export function labelsAfter(facts: Facts, found: Judgements): string[] {
  const { issue } = facts;
  const { severity, status, origin, nature, dri, product, clocks, closing } = found;
  // Nothing is needed any more of one that has ended.
  const isOver = closing.closed !== null;
  const changes = [
    ...(isOver && !severity.severity ? [] : [severity.labels]),
    // Held: boxes may still change, so what they say is not made a label yet.
    ...(severity.severity ? [origin.labels, nature.labels] : []),
    ...(dri && !isOver ? [dri.labels] : []),
    ...(product && !isOver ? [product.labels] : []),
    labelsOf([agreementLabel(facts, closing.wish, severity.severity), rcaLabel(facts)]),
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

/** Those the service sets alone need no taking off: what is not added goes. */
function labelsOf(labels: readonly (string | undefined)[]): { add: string[]; remove: string[] } {
  return { add: labels.filter((label) => label !== undefined), remove: [] };
}

function wantedEdit(facts: Facts, found: Judgements, held: readonly Undone[]): EditIssue | undefined {
  const { onGitLab, policy } = facts;
  const { dri, closing } = found;
  // What becomes of it afterwards is people's own affair.
  if (closing.closed?.isSeen) return undefined;
  const labels = labelsAfter(facts, found);
  const isHeld = (what: string) => held.some((one) => one.what === what);
  const addLabels = labels.filter((label) => !onGitLab.labels.includes(label) && !isHeld(label));
  const removeLabels = onGitLab.labels.filter((label) => !labels.includes(label) && !isHeld(label));
  const state = wantedState(facts, closing);
  const makeConfidential = policy.confidential && !onGitLab.confidential;
  const assign = isHeld(ASSIGNEE) ? undefined : dri?.assign;
  if (addLabels.length === 0 && removeLabels.length === 0 && !assign && !makeConfidential && !state) return undefined;
  return {
    type: "edit-issue",
    addLabels,
    removeLabels,
    ...(assign && { assignee: { id: assign.id, username: assign.username } }),
    ...(makeConfidential && { confidential: true }),
    ...(state && { state }),
  };
}

/** Closed once it has ended, and open until then, whoever closed it (P-CLOSE-5). */
function wantedState({ onGitLab }: Facts, { closed }: Judgements["closing"]): EditIssue["state"] {
  if (closed) return onGitLab.state === "opened" ? "close" : undefined;
  return onGitLab.state === "closed" ? "reopen" : undefined;
}

function same(one: EditIssue, other: EditIssue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
