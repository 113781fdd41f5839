import { NEEDS_SEVERITY, severitiesIn, severityLabel } from "../../escalation/labels.ts";
import type { Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";

export interface SeverityJudgement {
  /** Undefined: held until somebody says (P-SEV-2). */
  severity: Severity | undefined;
  because: string;
  labels: { add: string[]; remove: string[] };
  /** The label was taken off and is put back: its people are told. */
  restored: boolean;
}

/**
 * Exactly one severity at any time (P-SEV-1): the label is the truth. Two labels: the newest stays. None: the last one
 * is put back, or, at the opening, the one box that is ticked counts; else the escalation is held (P-SEV-2).
 */
export function judgeSeverity({ issue, fields, memory, newestSeverity }: Facts): SeverityJudgement {
  const labelled = severitiesIn(issue.labels);
  const { severity, because, restored } = choose();
  return {
    severity,
    because,
    restored,
    labels: {
      add: [
        ...(severity && !labelled.includes(severity) ? [severityLabel(severity)] : []),
        ...(severity ? [] : [NEEDS_SEVERITY]),
      ],
      remove: [
        ...labelled.filter((other) => other !== severity).map(severityLabel),
        ...(severity ? [NEEDS_SEVERITY] : []),
      ],
    },
  };

  function choose(): { severity: Severity | undefined; because: string; restored: boolean } {
    const [first, ...others] = labelled;
    if (first && others.length === 0) return { severity: first, because: "its label", restored: false };
    if (first) {
      const newest = newestSeverity ?? labelled.find((label) => label !== memory.severity) ?? first;
      return { severity: newest, because: "the newest of its labels (P-SEV-1)", restored: false };
    }
    if (memory.severity) return { severity: memory.severity, because: "its label was taken off (P-SEV-2)", restored: true };

    const [box, ...more] = fields.severities;
    if (box && more.length === 0) return { severity: box, because: "its check box", restored: false };
    const because = box ? `${fields.severities.length} boxes are ticked, which count as none` : "neither a label nor a check box says";
    return { severity: undefined, because: `${because} (P-SEV-2)`, restored: false };
  }
}
