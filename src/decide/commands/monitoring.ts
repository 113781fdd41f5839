import type { Person } from "../../escalation/issue.ts";
import { type Status, statusLabel } from "../../escalation/labels.ts";
import type { Memory } from "../../escalation/memory.ts";
import type { Facts, TimelineEvent } from "../facts.ts";
import { peopleOf } from "../people.ts";
import { nextTurn } from "../remembered.ts";
import { takenOnBy } from "./accept.ts";
import { isDri, isManager } from "./authority.ts";
import { type Given, type Outcome, refused, saidAt } from "./outcome.ts";
import type { Command } from "./parse.ts";

type To = NonNullable<Memory["move"]>["to"];

const ONLY = "only the DRI or the CSM manager";

/** Risk reduced: announced, and the clocks of medium from now on (P-STAT-1, P-ANN-1, P-CAD-6). */
export function monitor(given: Given, { text }: Extract<Command, { name: "monitoring" }>): Outcome {
  const { baseStatus, openedAt } = given.facts.memory;
  if (!isDri(given) && !isManager(given)) return refused(`${ONLY} says that the risk is reduced.`);
  if (openedAt === null) return refused("the escalation is held until it has a severity.");
  if (baseStatus === "monitoring") return unchanged(given, "It is in monitoring already.");
  return moved(given, "monitoring", text);
}

/** Takes back the wish to close, monitoring or a pause, the newest of them (P-CAD-8). */
export function resume(given: Given, { text }: Extract<Command, { name: "resume" }>): Outcome {
  if (!isDri(given) && !isManager(given)) return refused(`${ONLY} resumes.`);
  const { memory } = given.facts;
  const { pause, move, wish, baseStatus } = memory;
  if (wish === null && isClosedBefore(given)) return kept(given, text);
  const isMonitoring = baseStatus === "monitoring";
  const newest = Math.max(wish?.turn ?? -1, isMonitoring ? (move?.turn ?? 0) : -1, pause?.turn ?? -1);
  if (wish?.turn === newest) return kept(given, text);
  if (pause?.turn === newest) return unpaused(given, text);
  if (!isMonitoring)
    return refused("there is nothing to resume: it is neither in monitoring nor paused, and nobody asked to close it.");
  return moved(given, "in-progress", text);
}

/** Closed by hand, which the service hears of only now, together with the word that takes it back. */
function isClosedBefore({ facts: { issue }, note }: Given): boolean {
  return issue.state === "closed" && issue.closedAt !== undefined && issue.closedAt <= note.createdAt;
}

/** Not to be closed after all. What was agreed stays agreed. */
function kept({ facts, note }: Given, text: string): Outcome {
  return {
    done: withoutWish(facts),
    timeline: { who: note.author.username, what: "took back the wish to close", rule: "P-STAT-1", facts: { text } },
  };
}

function withoutWish(facts: Facts): Facts {
  return { ...facts, issue: { ...facts.issue, state: "opened" }, memory: { ...facts.memory, wish: null } };
}

function unpaused({ facts, note }: Given, text: string): Outcome {
  return {
    done: { ...facts, memory: { ...facts.memory, pause: null, pauseEndedAt: facts.now } },
    timeline: { who: note.author.username, what: "ended the pause", rule: "P-CAD-8", facts: { text } },
  };
}

function moved({ facts, note }: Given, to: To, text: string): Outcome {
  const by = note.author.username;
  return {
    done: withMove(facts, to, by, text, saidAt({ facts, note })),
    timeline: {
      who: by,
      what: to === "monitoring" ? "moved to monitoring" : "resumed",
      rule: "P-STAT-1",
      facts: { text },
    },
  };
}

function unchanged({ facts, note }: Given, reply: string): Outcome {
  return {
    done: facts,
    timeline: { who: note.author.username, what: "said so again", rule: "P-STAT-1", facts: {} },
    reply,
  };
}

function withMove(facts: Facts, to: To, by: string, text: string, at = facts.now): Facts {
  const { issue, memory } = facts;
  const labels = [...issue.labels.filter((label) => !label.startsWith("status::")), statusLabel(to)];
  const number = (memory.move?.number ?? 0) + 1;
  return {
    ...facts,
    issue: { ...issue, labels },
    memory: {
      ...memory,
      status: to,
      baseStatus: to,
      move: { number, to, by, text, at, turn: nextTurn(memory) },
      clocksFrom: facts.now,
    },
  };
}

/**
 * `status::monitoring` and `status::in-progress` set by hand are taken as the command, from whom may give it (P-STAT-2):
 * in progress takes monitoring back, or takes the escalation on. Any other is left to be put back.
 */
export function moveByHand(facts: Facts, by: Person, status: Status): { facts: Facts; timeline: TimelineEvent[] } {
  const given = { facts, people: peopleOf(facts), note: { author: by } };
  const { memory } = facts;
  const may = isDri(given) || isManager(given);
  const event = (what: string) => [{ who: by.username, what: `${what} by label`, rule: "P-STAT-2", facts: {} }];
  if (status === "monitoring" && may && memory.baseStatus !== "monitoring") {
    return { facts: withMove(facts, "monitoring", by.username, ""), timeline: event("moved to monitoring") };
  }
  if (status === "in-progress" && may && memory.wish) {
    return { facts: withoutWish(facts), timeline: event("took back the wish to close") };
  }
  if (status === "in-progress" && may && memory.baseStatus === "monitoring") {
    return { facts: withMove(facts, "in-progress", by.username, ""), timeline: event("resumed") };
  }
  if (status === "in-progress" && isDri(given)) {
    return { facts: { ...facts, memory: takenOnBy(by.id, facts) }, timeline: event("took it on") };
  }
  return { facts, timeline: [] };
}
