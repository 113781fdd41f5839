import type { Memory } from "../../escalation/memory.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { People } from "../people.ts";
import { channelOf, personPart, sayInChannel } from "./opening.ts";

/**
 * Updates told in the channel, each once, as soon as there is a channel (P-CAD-2). What has been handed over is kept no
 * longer.
 */
export function mirror(facts: Facts, people: People): { actions: PlannedAction[]; words: Memory["words"] } {
  const { memory, chat } = facts;
  if (!chat) return { actions: [], words: [] };
  if (!channelOf(facts)) return { actions: [], words: memory.words };
  return {
    actions: memory.words.flatMap(({ note, kind, by, text }, index) =>
      sayInChannel(facts, `${kind}-update/${memory.round}/${note}${nth(memory.words, index)}`, {
        heading: kind === "internal" ? "Update" : "Communication with the customer",
        fields: [{ label: "By", value: [personPart(people, by)] }],
        markdown: { label: "What was said", text },
      }),
    ),
    words: [],
  };
}

/** A comment may hold several. */
function nth(words: Memory["words"], index: number): string {
  const { note, kind } = words[index] ?? {};
  const before = words.slice(0, index).filter((one) => one.note === note && one.kind === kind).length;
  return before === 0 ? "" : `/${before + 1}`;
}
