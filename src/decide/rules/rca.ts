import type { Memory } from "../../escalation/memory.ts";
import type { Nature } from "../../policy/terms.ts";
import type { Facts, PlannedAction } from "../facts.ts";

/** Where the analysis is, once it was delivered: by command, or by closing its issue (P-CLOSE-4). */
export function deliveredRca({ rca, linked }: Memory): string | undefined {
  if (rca?.state === "delivered") return rca.link ?? rca.issue?.url;
  const key = rca?.issue?.key;
  const isClosed = linked?.issues.some((issue) => issue.key === key && issue.state === "closed");
  return rca?.state === "requested" && isClosed ? rca.issue?.url : undefined;
}

/** Its issue was deleted or moved away since it was opened. */
export function isRcaIssueGone({ rca, linked }: Memory): boolean {
  const issue = rca?.issue;
  if (!issue || !linked || linked.at <= issue.since) return false;
  return !linked.issues.some(({ key }) => key === issue.key);
}

/** When what is linked has to be read again, for the issue to be seen among it. */
export function readRcaAt({ rca, linked }: Memory, now: number): number | undefined {
  const isUnread = rca?.issue && (!linked || linked.at <= rca.issue.since);
  return isUnread && rca.state === "requested" ? now : undefined;
}

/** Whether closing waits for it: asked for by the customer, platform-related, and not delivered. */
export function isRcaAwaited({ memory }: Pick<Facts, "memory">, natures: readonly Nature[]): boolean {
  return (
    memory.rca?.state === "requested" && natures.includes("platform-related") && deliveredRca(memory) === undefined
  );
}

/** Engineering writes it: an issue of its own is opened for it, once for each escalation, and linked (P-CLOSE-4). */
export function openRca(facts: Facts, natures: readonly Nature[], isRestricted: boolean): PlannedAction[] {
  const { issue, policy, memory } = facts;
  const { rca } = memory;
  if (!rca || !isRcaAwaited(facts, natures) || rca.issue) return [];
  const action = {
    type: "open-rca",
    projectId: issue.projectId,
    title: `Root cause analysis: ${issue.title}`,
    escalation: { reference: `#${issue.iid}`, url: issue.webUrl },
    // As confidential as what it is about, whatever the policy says of escalations.
    confidential: policy.confidential || issue.confidential || isRestricted,
  } as const;
  return [{ key: rcaKey(rca.number), lane: "gitlab", stream: "rca", action }];
}

/** The facts with the issue that was opened for the analysis, once it is there. */
export function withRcaIssue(facts: Facts): Facts {
  const { memory, receipts } = facts;
  const issue = memory.rca && receipts.done("open-rca", rcaKey(memory.rca.number));
  if (!memory.rca || !issue || memory.rca.issue?.key === issue.key) return facts;
  return { ...facts, memory: { ...memory, rca: { ...memory.rca, issue: { ...issue, since: facts.now } } } };
}

/** The effect that opens its issue. */
export function rcaKey(number: number): string {
  return `rca/${number}`;
}
