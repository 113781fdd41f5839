import type { LinkedIssue } from "../../escalation/issue.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { IssueKey } from "../../issue-key.ts";
import type { Facts } from "../facts.ts";
import { inline, webAddress } from "../note-text.ts";
import { readRcaAt } from "./rca.ts";

/** Linked issues of other projects send us no events: their state is read again after this long. */
const READ_AGAIN_MS = 60 * 60_000;

/** An incident of such a severity requires a review (P-ROLE-3). */
const REVIEWED_SEVERITIES = ["severity::1", "severity::2"];

export type Linked = NonNullable<Memory["linked"]>;

/** What is known of the work elsewhere: as just read, else as last read. */
export function linkedWork({ linked, memory, fields, discussion, now }: Facts): Memory["linked"] {
  if (!linked) return memory.linked;
  const { issues, incident } = linked;
  return {
    at: now,
    changedAt: discussion ? (discussion.linksChangedAt ?? null) : (memory.linked?.changedAt ?? null),
    issues: issues.map(named),
    incidentNamed: fields.incident ?? null,
    incident: incident?.issue
      ? {
          ...named(incident.issue),
          reviewRequired: incident.issue.labels.some((label) => REVIEWED_SEVERITIES.includes(label)),
          review: reviewIn(incident.linked),
        }
      : null,
  };
}

/**
 * Whether anything is to be read about it: where there is something, at every look, for nothing in the issue itself tells
 * that a fix was closed.
 */
export function isToBeRead({ memory, fields, discussion }: Pick<Facts, "memory" | "fields" | "discussion">): boolean {
  const { linked, rca } = memory;
  // The service links it itself, and is not told of that.
  if (rca?.issue && !linked?.issues.some(({ key }) => key === rca.issue?.key)) return true;
  const changedAt = discussion?.linksChangedAt;
  if (changedAt !== undefined && changedAt !== linked?.changedAt) return true;
  if ((fields.incident ?? null) !== (linked?.incidentNamed ?? null)) return true;
  return memory.rca?.issue != null || (linked !== null && isAnything(linked));
}

/** When to read it again though nobody says anything (ms). */
export function readAgainAt(memory: Memory, now: number): number | undefined {
  const { linked } = memory;
  return readRcaAt(memory, now) ?? (linked && isAnything(linked) ? linked.at + READ_AGAIN_MS : undefined);
}

/** The issues whose changes concern this escalation; that of its root cause analysis before its link was read. */
export function watchedIssues({ linked, rca }: Pick<Memory, "linked" | "rca">): IssueKey[] {
  const { issues = [], incident = null } = linked ?? {};
  const watched = [...issues, incident, incident?.review, rca?.issue].flatMap((one) => (one ? [one.key] : []));
  return [...new Set(watched)];
}

/** Fixes and feature requests with their state (P-ROLE-2), as safe Markdown, one line each. */
export function linkedLines({ linked }: Memory): string[] {
  return (linked?.issues ?? []).map((issue) => `- [${issue.state === "closed" ? "x" : " "}] ${link(issue)}`);
}

/** The incident an escalation names, and whether its review exists (P-ROLE-3), as safe Markdown. */
export function incidentCell({ linked }: Memory): string | undefined {
  if (!linked?.incidentNamed) return undefined;
  const { incident, incidentNamed } = linked;
  if (!incident) {
    const address = webAddress(incidentNamed);
    return address ? `<${address}>` : inline(incidentNamed);
  }
  return `${link(incident)}, ${incident.state === "closed" ? "closed" : "open"}; ${review(incident)}`;
}

/** What wants a person: an incident that nobody will learn from. */
export function incidentGap({ linked }: Memory): string | undefined {
  const incident = linked?.incident;
  if (!incident?.reviewRequired || incident.review) return undefined;
  return `the incident ${link(incident)} requires an incident review, and none is linked to it`;
}

function review({ reviewRequired, review: found }: NonNullable<Linked["incident"]>): string {
  if (found) return `incident review: ${link(found)}, ${found.state === "closed" ? "closed" : "open"}`;
  return reviewRequired ? "**an incident review is required and there is none yet**" : "no incident review required";
}

/** By label or title, as people call it. */
function reviewIn(issues: readonly LinkedIssue[]): ReturnType<typeof named> | null {
  const isReview = (text: string) => /incident[\s:_-]*review/i.test(text);
  const found = issues.find(({ title, labels }) => isReview(title) || labels.some(isReview));
  return found ? named(found) : null;
}

function named({ key, reference, title, state, webUrl }: LinkedIssue) {
  return { key, reference, title, state, webUrl };
}

function isAnything({ issues, incidentNamed }: Linked): boolean {
  return issues.length > 0 || incidentNamed !== null;
}

function link({ reference, title, webUrl }: ReturnType<typeof named>): string {
  return `[${inline(reference)}](${webAddress(webUrl) ?? ""}) ${inline(title)}`;
}
