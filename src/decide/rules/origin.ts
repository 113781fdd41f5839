import { originLabel, originsIn } from "../../escalation/labels.ts";
import { NATURES, type Nature, ORIGINS, type Origin } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";

export interface OriginJudgement {
  origin: Origin;
  because: string;
  labels: { add: string[]; remove: string[] };
}

/**
 * Where it came from (P-DRI-13): the label, once there is one; at the opening the boxes, professional services before
 * support before account; none ticked counts as account.
 */
export function judgeOrigin({ issue, fields, memory }: Facts): OriginJudgement {
  const labelled = originsIn(issue.labels);
  const { origin, because } = choose();
  return {
    origin,
    because,
    labels: {
      add: labelled.includes(origin) ? [] : [originLabel(origin)],
      remove: labelled.filter((other) => other !== origin).map(originLabel),
    },
  };

  function choose(): { origin: Origin; because: string } {
    const label = strongest(labelled.filter((candidate) => labelled.length === 1 || candidate !== memory.origin));
    if (label) return { origin: label, because: "its label" };
    if (memory.origin) return { origin: memory.origin, because: "its label was taken off" };
    const box = strongest(fields.origins);
    return box ? { origin: box, because: "its check box" } : { origin: "account", because: "no box is ticked (P-DRI-13)" };
  }
}

/** `ORIGINS` is in rising order of precedence. */
function strongest(origins: readonly Origin[]): Origin | undefined {
  return ORIGINS.findLast((origin) => origins.includes(origin));
}

/** Product- or platform-related, or both: the boxes at the opening, the labels ever after. */
export function judgeNature({ issue, fields, memory }: Facts): { natures: Nature[]; labels: { add: string[]; remove: string[] } } {
  const ticked = memory.openedAt === null ? fields.natures : [];
  const natures = NATURES.filter((nature) => issue.labels.includes(nature) || ticked.includes(nature));
  return { natures, labels: { add: natures.filter((nature) => !issue.labels.includes(nature)), remove: [] } };
}
