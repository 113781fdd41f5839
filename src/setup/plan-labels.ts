import type { LabelState } from "./match-labels.ts";
import type { Plan, ProjectStep } from "./steps.ts";

/** Labels are made, recoloured, redescribed and renamed; never deleted, for people's own are none of ours. */
export function planLabels(states: readonly LabelState[]): Plan<ProjectStep> {
  return { steps: states.flatMap(stepsFor), obstacles: [] };
}

function stepsFor(one: LabelState): ProjectStep[] {
  switch (one.state) {
    case "right":
      return [];
    case "missing":
      return [{ type: "create-label", label: one.wanted }];
    case "wrong":
    case "renamed":
      return [{ type: "change-label", found: one.found, label: one.wanted, what: one.what }];
  }
}
