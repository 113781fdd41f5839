import type { Facts, TimelineEvent } from "./facts.ts";
import type { Judgements } from "./judgements.ts";

/** What changed against what was last recorded, by whom, each with the rule that says so (P-SEE-3). */
export function timelineOf({ memory, issue }: Facts, found: Judgements, who = "service"): TimelineEvent[] {
  const { severity, dri, product, origin, status, opened } = found;
  const list: TimelineEvent[] = [];
  const add = (rule: string, what: string, facts: Record<string, unknown>) => list.push({ who, what, rule, facts });
  if (memory.seenUpdatedAt === 0 && !severity.severity) {
    add("P-SEV-2", `held: ${severity.because}`, { author: issue.author.username });
  }
  if (opened) {
    add("P-SEV-1", `opened as ${severity.severity}`, {
      because: severity.because,
      origin: origin.origin,
      origin_because: origin.because,
      author: issue.author.username,
    });
  } else if (severity.severity && severity.severity !== memory.severity) {
    add("P-SEV-4", `severity changed from ${memory.severity} to ${severity.severity}`, { because: severity.because });
  }
  if (!opened && memory.origin && origin.origin !== memory.origin)
    add("P-DRI-13", `origin changed from ${memory.origin} to ${origin.origin}`, { because: origin.because });
  if (memory.status && status.status !== memory.status)
    add("P-STAT-1", `status moved from ${memory.status} to ${status.status}`, {});
  if (severity.restored && !memory.putBack.includes("severity"))
    add("P-SEV-2", `severity ${severity.severity} put back`, {});
  if (dri?.dri && dri.dri.id !== memory.dri?.id) {
    add(memory.dri ? (dri.dri.role === null ? "P-DRI-7" : "P-DRI-8") : "P-DRI-6", `${dri.dri.username} is the DRI`, {
      because: dri.dri.because,
      before: memory.dri?.username ?? null,
    });
  }
  if (dri?.restored && !memory.putBack.includes("dri")) add("P-DRI-7", `${dri.dri?.username} put back as the DRI`, {});
  if (dri && !dri.dri && (opened || memory.dri)) add("P-DRI-6", "no DRI could be told", { missing: dri.missing });
  if (product?.productDri && product.productDri !== memory.productDri) {
    add("P-PROD-1", `${product.productDri} is the Product DRI`, { severity: severity.severity });
  }
  if (product?.missing && memory.asks.productDri === null)
    add("P-PROD-1", "a Product DRI is wanted", { missing: product.missing });
  return list;
}
