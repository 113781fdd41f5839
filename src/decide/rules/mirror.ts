import type { Memory } from "../../escalation/memory.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { People } from "../people.ts";
import { channelOf, personPart, sayInChannel } from "./opening.ts";

/** What somebody said, for those who read it. */
export const HEADINGS: Record<Memory["words"][number]["kind"], string> = {
  internal: "Update",
  customer: "Communication with the customer",
  "agree-customer": "The customer agrees that it is resolved",
  "agree-internal": "We agree that it is resolved",
  "disagree-customer": "The customer's agreement is taken back",
  "disagree-internal": "Our own agreement is taken back",
  resolve: "Asked to close",
  "rca-requested": "The customer asks for a root cause analysis",
  "rca-delivered": "The root cause analysis is delivered",
  "rca-not-needed": "No root cause analysis is needed",
  moved: "The issue has moved, and the escalation with it",
};

/**
 * Updates told in the channel, each once, as soon as there is a channel (P-CAD-2). The resolution with which it closes
 * stands in the message that says so, and is not told twice.
 */
export function mirror(
  facts: Facts,
  people: People,
  closed: Memory["closed"] = null,
): { actions: PlannedAction[]; words: Memory["words"] } {
  const { memory, chat } = facts;
  if (chat && !channelOf(facts)) return { actions: [], words: memory.words };
  return {
    actions: memory.words
      .filter(({ isTold, kind }) => !isTold && !(kind === "resolve" && closed?.as === "resolved"))
      .flatMap(({ id, kind, by, text }) =>
        sayInChannel(facts, `${id}/${memory.round}`, {
          heading: HEADINGS[kind],
          fields: [{ label: kind === "agree-customer" ? "Recorded by" : "By", value: [personPart(people, by)] }],
          ...(text === "" ? {} : { markdown: { label: "What was said", text } }),
        }),
      ),
    words: memory.words.map((one) => ({ ...one, isTold: true })),
  };
}
