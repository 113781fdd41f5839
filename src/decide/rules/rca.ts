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

/** Whether closing waits for it: asked for by the customer, platform-related, and not delivered. */
export function isRcaAwaited({ memory }: Pick<Facts, "memory">, natures: readonly Nature[]): boolean {
  return (
    memory.rca?.state === "requested" && natures.includes("platform-related") && deliveredRca(memory) === undefined
  );
}

/** Engineering writes it: an issue of its own is opened for it, once for each escalation, and linked (P-CLOSE-4). */
export function openRca(facts: Facts, natures: readonly Nature[]): PlannedAction[] {
  const { issue, policy, memory } = facts;
  if (!isRcaAwaited(facts, natures) || memory.rca?.issue) return [];
  const action = {
    type: "open-rca",
    projectId: issue.projectId,
    title: `Root cause analysis: ${issue.title}`,
    escalation: { reference: `#${issue.iid}`, url: issue.webUrl },
    confidential: policy.confidential,
  } as const;
  return [{ key: RCA, lane: "gitlab", stream: RCA, action }];
}

/** The facts with the issue that was opened for the analysis, once it is there. */
export function withRcaIssue(facts: Facts): Facts {
  const { memory, receipts } = facts;
  const issue = receipts.done("open-rca", RCA);
  if (!memory.rca || !issue || memory.rca.issue?.key === issue.key) return facts;
  return { ...facts, memory: { ...memory, rca: { ...memory.rca, issue } } };
}

export const RCA = "rca";
