import { type Status, statusesIn, statusLabel } from "../../escalation/labels.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { Facts } from "../facts.ts";
import { isTakenOn } from "./acceptance.ts";
import type { ClosingJudgement } from "./closing.ts";
import { declarationOf } from "./declaration.ts";
import type { Dri } from "./dri.ts";
import { channelOf } from "./opening.ts";

type Base = NonNullable<Memory["baseStatus"]>;

export interface StatusJudgement {
  status: Status;
  /** Where it stands but for its end. */
  base: Base;
  labels: { add: string[]; remove: string[] };
}

/**
 * Where the service has moved it to: opened, until the DRI has taken it on and the service's own opening steps are done;
 * awaiting agreement while a close is asked for and something is missing; resolved or redirected at its end (P-STAT-1). A
 * label set by hand moves nothing (P-STAT-2); it is read only where nothing is remembered, of an escalation that was taken
 * on before.
 */
export function judgeStatus(facts: Facts, dri: Dri | undefined, closing: ClosingJudgement): StatusJudgement {
  const { memory, issue, foundStatusNote } = facts;
  const standing = statusesIn(issue.labels);
  const takenOver = foundStatusNote !== undefined || memory.seenUpdatedAt !== 0;
  const before = memory.baseStatus ?? (takenOver ? baseIn(memory.status ?? standing[0]) : undefined) ?? "opened";
  const takenOn = dri !== undefined && isTakenOn(memory, dri);
  const base = before === "opened" && takenOn && ownStepsDone(facts) ? "in-progress" : before;
  const status = ended(closing) ?? (closing.wish || closing.isRefused ? "awaiting-agreement" : base);
  return {
    status,
    base,
    labels: { add: [statusLabel(status)], remove: standing.filter((other) => other !== status).map(statusLabel) },
  };
}

function baseIn(status: Status | undefined): Base | undefined {
  return status === "opened" || status === "in-progress" || status === "monitoring" ? status : undefined;
}

function ended({ closed }: ClosingJudgement): Status | undefined {
  if (closed === null || closed.as === "moved") return undefined;
  return closed.as === "redirected" ? "redirected" : "resolved";
}

function ownStepsDone(facts: Facts): boolean {
  const declared = declarationOf(facts) !== undefined || !facts.policy.announcements.moments.includes("declared");
  return !facts.chat || (channelOf(facts) !== undefined && declared);
}
