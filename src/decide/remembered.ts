import type { Memory } from "../escalation/memory.ts";
import type { Facts } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { isTrackerAskedFor } from "./rules/tracker-link.ts";

/** For the next thing that `resume` could take back. */
export function nextTurn({ wish, move, pause }: Memory): number {
  return Math.max(wish?.turn ?? 0, move?.turn ?? 0, pause?.turn ?? 0) + 1;
}

/** What the next judgement compares with. Held: boxes and people may still change, so nothing of them counts yet. */
export function remembered(facts: Facts, found: Judgements): Partial<Memory> {
  const { memory, now } = facts;
  const { severity, origin, nature, dri, product, opened, status } = found;
  if (severity.severity === undefined)
    return {
      severity: null,
      origin: null,
      natures: [],
      dri: null,
      productDri: null,
      status: status.status,
      baseStatus: status.base,
    };
  const isChange = memory.severity !== null && severity.severity !== memory.severity;
  return {
    // A change of severity sets the clocks going anew, and ends a pause (P-SEV-4, P-CAD-8).
    ...(isChange && { clocksFrom: now, pause: null }),
    openedAt: opened ? now : memory.openedAt,
    severity: severity.severity,
    origin: origin.origin,
    because: { severity: severity.because, origin: origin.because },
    natures: nature.natures,
    status: status.status,
    baseStatus: status.base,
    dri: dri?.dri ?? null,
    // Whoever becomes it again takes it on again.
    accepted: dri?.dri && dri.dri.id !== memory.dri?.id && memory.accepted?.id !== dri.dri.id ? null : memory.accepted,
    proposed: dri?.proposed ?? null,
    ruledRole: dri?.ruledRole ?? null,
    productDri: product?.productDri ?? null,
    productDrisBefore: product?.before ?? [],
    trackerOwed: memory.trackerOwed || isTrackerAskedFor(facts, severity.severity),
    productDriFor: product?.namedFor ?? null,
  };
}
