import { originLabel, originsIn } from "../../escalation/labels.ts";
import { NATURES, type Nature, ORIGINS, type Origin } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";

export interface OriginJudgement {
  origin: Origin;
  because: string;
  labels: { add: string[]; remove: string[] };
}

/**
 * Where it came from (P-DRI-13): at the opening the boxes, professional services before support before account, and none
 * ticked counts as account; ever after the label.
 */
export function judgeOrigin({ issue, fields, memory, labelChanges = [], editsMade }: Facts): OriginJudgement {
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
    if (memory.origin === null) return atOpening();
    // Of two labels the one that is new, unless it is the new one that GitLab would not let stand alone in this run.
    const chosen = labelled.length === 1 || editsMade.length > 0;
    const label =
      labelled.find((one) => chosen && one === memory.origin) ??
      newest(labelled.filter((one) => one !== memory.origin));
    return label
      ? { origin: label, because: reason(label) }
      : { origin: memory.origin, because: reason(memory.origin) };
  }

  /** A label against the boxes is nobody's answer yet (P-STAT-2); where no box is ticked it is. */
  function atOpening(): { origin: Origin; because: string } {
    if (memory.originCommand) return { origin: memory.originCommand, because: "by command" };
    const box = strongest(fields.origins);
    const label = strongest(labelled);
    if (!box && label) return { origin: label, because: "its label" };
    if (!box) return { origin: "account", because: "no box is ticked, which counts as account" };
    const more =
      fields.origins.length > 1
        ? `, with ${fields.origins.filter((other) => other !== box).join(" and ")}, before which it comes`
        : "";
    return { origin: box, because: `ticked in the description${more}` };
  }

  function newest(candidates: readonly Origin[]): Origin | undefined {
    const set = labelChanges.filter(({ added }) => added).map(({ label }) => label);
    return (
      strongest(
        candidates.filter((one) => set.findLast((label) => label.startsWith("origin::")) === originLabel(one)),
      ) ?? strongest(candidates)
    );
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
