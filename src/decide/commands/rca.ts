import type { Memory } from "../../escalation/memory.ts";
import { webAddress } from "../note-text.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";
import { withWords } from "./update.ts";

type State = NonNullable<Memory["rca"]>["state"];

const WHAT: Record<State, string> = {
  requested: "said that the customer asks for a root cause analysis",
  "not-needed": "said that no root cause analysis is needed",
  delivered: "said that the root cause analysis is delivered",
};

/** The root cause analysis that a customer asks for, from the request to its delivery in writing (P-CLOSE-4). */
export function rca(given: Given, { state, link }: Extract<Command, { name: "rca" }>): Outcome {
  const { facts, note } = given;
  if (facts.memory.openedAt === null) return refused("the escalation is held until it has a severity.");
  const address = webAddress(link);
  if (state === "delivered" && address === undefined)
    return refused(
      "the link to the analysis is missing: `/esc rca delivered https://…`. Closing its issue says the same.",
    );
  const by = note.author.username;
  const told = withWords(given, `rca-${state}`, link);
  const issue = told.memory.rca?.issue ?? null;
  const reply = answer(state, told.memory, issue !== null);
  return {
    done: {
      ...told,
      memory: {
        ...told.memory,
        rca: { state, by, at: facts.now, note: note.id, link: address ?? null, issue },
      },
    },
    timeline: { who: by, what: WHAT[state], rule: "P-CLOSE-4", facts: { comment: note.id, link } },
    ...(reply !== undefined && { reply }),
  };
}

function answer(state: State, { natures }: Memory, hasIssue: boolean): string | undefined {
  if (state === "requested" && !natures.includes("platform-related"))
    return "it is recorded. Closing does not wait for it, because the escalation is not platform-related; if it is, set the label `platform-related`, and engineering is asked to write it.";
  if (state === "not-needed" && hasIssue)
    return "closing does not wait for it any more. The issue that was opened for it stays: close it where nobody wants it.";
  return undefined;
}
