import { isDri, isManager } from "./authority.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** A change that the DRI marks significant: announced, with DRI and Product DRI pinged (P-ANN-1, P-ROLE-5). */
export function alert(given: Given, { text }: Extract<Command, { name: "alert" }>): Outcome {
  const { facts, note } = given;
  if (!isDri(given) && !isManager(given)) {
    return refused("only the DRI or the CSM manager announces a significant change.");
  }
  if (facts.memory.openedAt === null)
    return refused("the escalation is held until it has a severity: there is nothing to announce to yet.");
  const alerts = [...facts.memory.alerts, { note: note.id, by: note.author.username, text }];
  return {
    done: { ...facts, memory: { ...facts.memory, alerts } },
    timeline: { who: note.author.username, what: "announced a significant change", rule: "P-ANN-1", facts: { text } },
  };
}
