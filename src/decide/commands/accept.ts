import type { Memory } from "../../escalation/memory.ts";
import type { Facts, TimelineEvent } from "../facts.ts";
import { isTakenOn } from "../rules/acceptance.ts";
import { isDri } from "./authority.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Somebody shows that they have it in hand; the first time counts. */
export function takenOnBy(id: number, { memory, now }: Facts): Memory {
  const already = memory.dri?.id === id && isTakenOn(memory, memory.dri);
  return already ? memory : { ...memory, accepted: { id, at: now }, declined: null };
}

export function takenOnEvent(who: string): TimelineEvent {
  return { who, what: "took it on", rule: "P-DRI-11", facts: {} };
}

/** The DRI takes it on (P-DRI-11). */
export function accept(given: Given): Outcome {
  const { facts, note } = given;
  const { proposed } = facts.memory;
  if (proposed?.id === note.author.id) {
    const { id, username, name } = proposed;
    return {
      done: { ...facts, issue: { ...facts.issue, assignees: [{ id, username, name }] }, memory: takenOnBy(id, facts) },
      timeline: { who: note.author.username, what: "took over as proposed", rule: "P-DRI-8", facts: {} },
    };
  }
  if (!isDri(given))
    return refused(
      "only the DRI can take it on. To become the DRI, assign the issue to yourself or write `/esc dri @you`.",
    );
  return {
    done: { ...facts, memory: { ...takenOnBy(note.author.id, facts), declined: null } },
    timeline: takenOnEvent(note.author.username),
  };
}

/** The DRI asks for another (P-DRI-11); they stay it until there is one, for somebody must be. */
export function decline(given: Given, { why }: Extract<Command, { name: "decline" }>): Outcome {
  const { facts, note } = given;
  const { proposed } = facts.memory;
  if (proposed?.id === note.author.id && !isDri(given)) {
    return {
      done: { ...facts, memory: { ...facts.memory, proposed: null } },
      timeline: { who: note.author.username, what: "declined to take over", rule: "P-DRI-8", facts: { why } },
      reply: "the DRI stays who it is. To hand over to somebody else, assign them.",
    };
  }
  if (!isDri(given)) return refused("only the DRI can decline.");
  return {
    done: {
      ...facts,
      memory: { ...facts.memory, declined: { id: note.author.id, at: facts.now, why }, accepted: null },
    },
    timeline: { who: note.author.username, what: "declined", rule: "P-DRI-11", facts: { why } },
    reply: "another DRI is asked for. You stay the DRI until there is one.",
  };
}
