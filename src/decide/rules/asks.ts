import type { Memory } from "../../escalation/memory.ts";
import { addSpan } from "../../time/add-span.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import { marker } from "../markers.ts";
import { mention } from "../note-text.ts";
import type { People } from "../people.ts";

type Subject = keyof Memory["asks"];
type Ask = Memory["asks"][Subject];

export interface Asking {
  ask: Ask;
  actions: PlannedAction[];
  /** When it is asked again, if still unanswered. */
  recheckAt: number | undefined;
}

/**
 * Asks on the issue, once or again at an interval until it is answered (P-DRI-6, P-PROD-1). After downtime it asks once,
 * however many times were missed; an answered question starts afresh when it comes up again.
 */
export function ask(
  facts: Facts,
  people: People,
  subject: Subject,
  question: { wanted: boolean; every: string | undefined; text: string },
): Asking {
  const { memory, now, policy } = facts;
  const asked = memory.asks[subject];
  if (!question.wanted) return { ask: null, actions: [], recheckAt: undefined };

  const again = asked ? nextTime(asked) : undefined;
  if (asked && (again === undefined || now < again)) return { ask: asked, actions: [], recheckAt: again };

  const next = { times: (asked?.times ?? 0) + 1, lastAt: now };
  const key = `ask-${subject}/${memory.round}/${now}`;
  return {
    ask: next,
    actions: [note(facts, "ask", key, `${addressees(facts, people)}: ${question.text}`)],
    recheckAt: nextTime(next),
  };

  function nextTime({ lastAt }: { lastAt: number }): number | undefined {
    return question.every === undefined
      ? undefined
      : addSpan(lastAt, question.every, policy.working_time, people.timeZone);
  }
}

/** The author and the CSM manager of the region: those who can answer (P-DRI-6). */
function addressees(facts: Facts, people: People): string {
  const manager = facts.member(people.holders("csm_manager").usernames[0] ?? "");
  const usernames = [facts.issue.author.username, ...(manager ? [manager.username] : [])];
  return [...new Set(usernames)].map(mention).join(" ");
}

/** When an ask was first seen in the description; an ask may be called like anything an object has. */
export function standsSince({ asksSince }: Pick<Memory, "asksSince">, ask: string): number | undefined {
  return Object.hasOwn(asksSince, ask) ? asksSince[ask] : undefined;
}

/** A comment said once; on a Service Desk issue an internal one, for anything else is mailed to the customer. */
export function note({ issue }: Facts, kind: string, key: string, text: string): PlannedAction {
  return {
    key,
    lane: "gitlab",
    stream: "notes",
    action: { type: "post-note", internal: issue.serviceDesk, body: `${text}\n\n${marker(kind, key)}` },
  };
}
