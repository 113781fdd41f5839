import type { Memory } from "../../escalation/memory.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { People } from "../people.ts";
import { channelOf, personPart, sayInChannel } from "./opening.ts";

/** Updates told in the channel, each once, as soon as there is a channel (P-CAD-2). */
export function mirror(facts: Facts, people: People): { actions: PlannedAction[]; words: Memory["words"] } {
  const { memory, chat } = facts;
  if (chat && !channelOf(facts)) return { actions: [], words: memory.words };
  return {
    actions: memory.words
      .filter(({ isTold }) => !isTold)
      .flatMap(({ id, kind, by, text }) =>
        sayInChannel(facts, `${id}/${memory.round}`, {
          heading: kind === "internal" ? "Update" : "Communication with the customer",
          fields: [{ label: "By", value: [personPart(people, by)] }],
          markdown: { label: "What was said", text },
        }),
      ),
    words: memory.words.map((one) => ({ ...one, isTold: true })),
  };
}
