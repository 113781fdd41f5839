import { ORIGINS, type Origin, SEVERITIES, type Severity } from "../policy/terms.ts";

/** Every label the service reads or sets, by its name in `labels/*.yml`. */
export const ESCALATION = "escalation";
export const NEEDS_SEVERITY = "needs severity";
export const NEEDS_DRI = "needs dri";
export const NEEDS_PRODUCT_DRI = "needs product dri";

export const UPDATE_OVERDUE = "update overdue";

export const STATUSES = [
  "opened",
  "in-progress",
  "awaiting-agreement",
  "monitoring",
  "resolved",
  "redirected",
] as const;
export type Status = (typeof STATUSES)[number];

export function severityLabel(severity: Severity): string {
  return `severity::${severity}`;
}

export function originLabel(origin: Origin): string {
  return `origin::${origin}`;
}

export function statusLabel(status: Status): string {
  return `status::${status}`;
}

/** Labels that nobody but the service moves (P-STAT-2); `origin::` only at the opening. */
export function isOwnLabel(label: string): boolean {
  return (
    ["status", "agreement", "rca"].some((scope) => label.startsWith(`${scope}::`)) ||
    [NEEDS_SEVERITY, NEEDS_DRI, NEEDS_PRODUCT_DRI, UPDATE_OVERDUE].includes(label)
  );
}

/** All severities the labels name: two can stand together on tiers without scoped labels (P-SEV-1). */
export function severitiesIn(labels: readonly string[]): Severity[] {
  return SEVERITIES.filter((severity) => labels.includes(severityLabel(severity)));
}

export function originsIn(labels: readonly string[]): Origin[] {
  return ORIGINS.filter((origin) => labels.includes(originLabel(origin)));
}

export function statusesIn(labels: readonly string[]): Status[] {
  return STATUSES.filter((status) => labels.includes(statusLabel(status)));
}
