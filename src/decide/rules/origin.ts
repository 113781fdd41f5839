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
export function judgeOrigin({ issue, fields, memory, editsMade }: Facts): OriginJudgement {
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
    // Of two labels the one that is new, unless it is the new one that GitLab would not let stand alone in this run.
    const chosen = labelled.length === 1 || editsMade.length > 0;
    const label =
      labelled.find((one) => chosen && one === memory.origin) ??
      strongest(labelled.filter((one) => one !== memory.origin));
    if (label) return { origin: label, because: reason(label) };
    if (memory.origin) return { origin: memory.origin, because: reason(memory.origin) };
    const box = strongest(fields.origins);
    if (!box) return { origin: "account", because: "no box is ticked, which counts as account" };
    const more =
      fields.origins.length > 1
        ? `, with ${fields.origins.filter((other) => other !== box).join(" and ")}, before which it comes`
        : "";
    return { origin: box, because: `ticked in the description${more}` };
  }

  /** Of a label the service set itself, the reason it did. */
  function reason(origin: Origin): string {
    return (origin === memory.origin ? memory.because.origin : undefined) ?? "its label";
  }
}

/** `ORIGINS` is in rising order of precedence. */
function strongest(origins: readonly Origin[]): Origin | undefined {
  return ORIGINS.findLast((origin) => origins.includes(origin));
}

export interface NatureJudgement {
  natures: Nature[];
  labels: { add: string[]; remove: string[] };
}

/** Product- or platform-related, or both: the boxes at the opening, the labels ever after. */
export function judgeNature({ issue, fields, memory }: Facts): NatureJudgement {
  const ticked = memory.openedAt === null ? fields.natures : [];
  const natures = NATURES.filter((nature) => issue.labels.includes(nature) || ticked.includes(nature));
  return { natures, labels: { add: natures.filter((nature) => !issue.labels.includes(nature)), remove: [] } };
}
