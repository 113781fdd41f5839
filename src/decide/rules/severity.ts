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
export function judgeSeverity({ issue, fields, memory, labelChanges = [], editsMade }: Facts): SeverityJudgement {
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
    if (first && others.length === 0) return { severity: first, because: reason(first), restored: false };
    if (first) return { severity: newest(first), because: reason(newest(first)), restored: false };
    if (memory.severity) return { severity: memory.severity, because: reason(memory.severity), restored: true };

    const [box, ...more] = fields.severities;
    if (box && more.length === 0) return { severity: box, because: "ticked in the description", restored: false };
    const because = box
      ? `${fields.severities.length} boxes are ticked, and exactly one counts`
      : "no box is ticked and no label set";
    return { severity: undefined, because, restored: false };
  }

  /**
   * Of several labels, the one that was set last; and where GitLab did not take this run's choice, it stays the choice.
   */
  function newest(first: Severity): Severity {
    const byEvents = labelChanges
      .filter(({ added }) => added)
      .flatMap(({ label }) => labelled.filter((severity) => severityLabel(severity) === label))
      .at(-1);
    const remembered = labelled.find((label) => label === memory.severity);
    if (byEvents) return byEvents;
    if (remembered && editsMade.length > 0) return remembered;
    return labelled.find((label) => label !== remembered) ?? first;
  }

  /** Of a label the service set itself, the reason it did. */
  function reason(severity: Severity): string {
    return (severity === memory.severity ? memory.because.severity : undefined) ?? "its label";
  }
}
