import type { Memory } from "../../escalation/memory.ts";
import { webAddress } from "../note-text.ts";
import { deliveredRca, isRcaIssueGone } from "../rules/rca.ts";
import { type Given, type Outcome, refused, saidAt } from "./outcome.ts";
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
  const reply = answer(state, told.memory, told.memory.rca?.issue != null);
  return {
    done: {
      ...told,
      memory: {
        ...told.memory,
        rca: { ...asked(told.memory, state), state, by, at: saidAt(given), note: note.id, link: address ?? null },
      },
    },
    timeline: { who: by, what: WHAT[state], rule: "P-CLOSE-4", facts: { comment: note.id, link } },
    ...(reply !== undefined && { reply }),
  };
}

/** Asked for again after it was delivered, or after its issue was deleted, it is another analysis with an issue of its own. */
function asked(memory: Memory, state: State): Pick<NonNullable<Memory["rca"]>, "number" | "issue"> {
  const { rca } = memory;
  if (rca === null) return { number: 1, issue: null };
  const isOver = deliveredRca(memory) !== undefined || isRcaIssueGone(memory);
  if (state !== "requested" || !isOver) return { number: rca.number, issue: rca.issue };
  return { number: rca.number + 1, issue: null };
}

function answer(state: State, { natures }: Memory, hasIssue: boolean): string | undefined {
  if (state === "requested" && !natures.includes("platform-related"))
    return "it is recorded. Closing does not wait for it, because the escalation is not platform-related; if it is, set the label `platform-related`, and engineering is asked to write it.";
  if (state === "not-needed" && hasIssue)
    return "closing does not wait for it any more. The issue that was opened for it stays: close it where nobody wants it.";
  return undefined;
}
