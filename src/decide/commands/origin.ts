import { originLabel } from "../../escalation/labels.ts";
import { type Given, type Outcome, relabelled } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** The same as setting the label by hand (P-DRI-13). */
export function changeOrigin({ facts, note }: Given, { origin }: Extract<Command, { name: "origin" }>): Outcome {
  const changed = relabelled(facts, "origin", originLabel(origin));
  const originCommand = facts.memory.origin === null ? origin : null;
  return {
    done: { ...changed, memory: { ...changed.memory, originCommand } },
    timeline: { who: note.author.username, what: `set origin ${origin}`, rule: "P-DRI-13", facts: { origin } },
  };
}
