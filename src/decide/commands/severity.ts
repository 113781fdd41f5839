import { severitiesIn, severityLabel } from "../../escalation/labels.ts";
import { type Given, type Outcome, relabelled } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** The same as setting the label by hand (P-SEV-2); while held, it is the answer to the question (P-SEV-2). */
export function changeSeverity(
  { facts, note }: Given,
  { severity, reason }: Extract<Command, { name: "severity" }>,
): Outcome {
  const before = severitiesIn(facts.issue.labels)[0] ?? facts.memory.severity;
  if (before === severity) {
    return { done: facts, timeline: event(`said that it is ${severity} already`), reply: `It is ${severity} already.` };
  }
  const changed = relabelled(facts, "severity", severityLabel(severity));
  return {
    done: {
      ...changed,
      memory: { ...changed.memory, severityCommand: { severity, by: note.author.username, reason } },
    },
    timeline: event(`set severity ${severity}`),
  };

  function event(what: string) {
    return { who: note.author.username, what, rule: "P-SEV-2", facts: { before: before ?? null, severity, reason } };
  }
}
