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

/** Opened, until the DRI has taken it on and the service's own opening steps are done (P-STAT-1). */
export function judgeStatus(facts: Facts, dri: Dri | undefined): StatusJudgement {
  const standing = statusesIn(facts.issue.labels);
  const [found = "opened"] = standing;
  const takenOn = dri !== undefined && isTakenOn(facts.memory, dri);
  const status = found === "opened" && takenOn && ownStepsDone(facts) ? "in-progress" : found;
  return {
    status,
    labels: { add: [statusLabel(status)], remove: standing.filter((other) => other !== status).map(statusLabel) },
  };
}

function ownStepsDone(facts: Facts): boolean {
  const declared = declarationOf(facts) !== undefined || !facts.policy.announcements.moments.includes("declared");
  return !facts.chat || (channelOf(facts) !== undefined && declared);
}
