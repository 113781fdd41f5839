import type { Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import { webAddress } from "../note-text.ts";

/** The effect that keeps the tracker document: one document for the whole life of an escalation (P-OPEN-4). */
export const TRACKER = "tracker";

/** Where the tracker document is: people's own where the issue links one, else the page the service keeps. */
export function trackerLink({ fields, receipts }: Facts): string | undefined {
  return webAddress(fields.trackerDocument) ?? webAddress(receipts.done("write-tracker", TRACKER)?.url);
}

/** Whether it will be there soon: what names it waits for it, and not for one that cannot be had now. */
export function isTrackerComing(facts: Facts, severity = facts.memory.severity): boolean {
  const { receipts, waitNoLonger } = facts;
  return (
    !waitNoLonger && isTrackerKept(facts, severity) && trackerLink(facts) === undefined && !receipts.failing(TRACKER)
  );
}

/**
 * Whether the service keeps a page: where the policy says so, people brought no document of their own, and the severity
 * asks for one, or once did.
 */
export function isTrackerKept(facts: Facts, severity = facts.memory.severity): boolean {
  const { policy, fields, memory, receipts } = facts;
  if (policy.tracker.kind !== "wiki" || webAddress(fields.trackerDocument) !== undefined || severity === null)
    return false;
  return isTrackerAskedFor(facts, severity) || memory.trackerOwed || receipts.asked(TRACKER) !== undefined;
}

/** Whether the policy's opening steps have one at this severity. */
export function isTrackerAskedFor({ policy }: Pick<Facts, "policy">, severity: Severity): boolean {
  return policy.opening_steps.find(({ id }) => id === "tracker")?.severity.includes(severity) === true;
}
