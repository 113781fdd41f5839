import { type Status, statusesIn, statusLabel } from "../../escalation/labels.ts";
import type { Facts } from "../facts.ts";
import { isTakenOn } from "./acceptance.ts";
import { declarationOf } from "./declaration.ts";
import type { Dri } from "./dri.ts";
import { channelOf } from "./opening.ts";

export interface StatusJudgement {
  status: Status;
  labels: { add: string[]; remove: string[] };
}

/**
 * Where the service has moved it to: opened, until the DRI has taken it on and the service's own opening steps are done
 * (P-STAT-1). A label set by hand moves nothing (P-STAT-2); it is read only where nothing is remembered, of an escalation
 * that was taken on before.
 */
export function judgeStatus(facts: Facts, dri: Dri | undefined): StatusJudgement {
  const { memory, issue, foundStatusNote } = facts;
  const standing = statusesIn(issue.labels);
  const takenOver = foundStatusNote !== undefined || memory.seenUpdatedAt !== 0;
  const before = memory.status ?? (takenOver ? standing[0] : undefined) ?? "opened";
  const takenOn = dri !== undefined && isTakenOn(memory, dri);
  const status = before === "opened" && takenOn && ownStepsDone(facts) ? "in-progress" : before;
  return {
    status,
    labels: { add: [statusLabel(status)], remove: standing.filter((other) => other !== status).map(statusLabel) },
  };
}

function ownStepsDone(facts: Facts): boolean {
  const declared = declarationOf(facts) !== undefined || !facts.policy.announcements.moments.includes("declared");
  return !facts.chat || (channelOf(facts) !== undefined && declared);
}
