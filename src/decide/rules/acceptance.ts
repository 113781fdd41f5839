import type { Memory } from "../../escalation/memory.ts";
import type { Severity } from "../../policy/terms.ts";
import { addSpan } from "../../time/add-span.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import { inline, mention } from "../note-text.ts";
import type { People } from "../people.ts";
import { note } from "./asks.ts";
import type { Dri } from "./dri.ts";
import { personPart, sayInChannel } from "./opening.ts";

/** Whether this DRI has taken it on since they became it (P-DRI-11). */
export function isTakenOn({ accepted }: Memory, dri: Dri): boolean {
  return accepted !== null && accepted.id === dri.id && accepted.at >= dri.since;
}

/** Whether this DRI has asked for another. */
export function hasDeclined({ declined }: Memory, dri: Dri): boolean {
  return declined !== null && declined.id === dri.id && declined.at >= dri.since;
}

/** By when it is to be taken on (ms). */
export function acceptanceDue({ policy }: Facts, people: People, dri: Dri, severity: Severity): number {
  return addSpan(dri.since, policy.severities[severity].accept_within, policy.working_time, people.timeZone);
}

/** Not taken on in time: the CSM manager is told, once for each DRI (P-DRI-11). */
export function tellNotTakenOn(
  facts: Facts,
  people: People,
  dri: Dri,
  severity: Severity,
): { actions: PlannedAction[]; recheckAt: number | undefined } {
  const { memory, now } = facts;
  if (isTakenOn(memory, dri) || hasDeclined(memory, dri)) return { actions: [], recheckAt: undefined };
  const due = acceptanceDue(facts, people, dri, severity);
  if (now < due) return { actions: [], recheckAt: due };

  const key = `not-taken-on/${memory.round}/${dri.id}/${dri.since}`;
  const manager = people.holders("csm_manager").usernames[0];
  const member = manager === undefined ? undefined : facts.member(manager);
  const told = member
    ? `${mention(member.username)}: `
    : manager === undefined
      ? ""
      : `${inline(people.nameOf(manager))}: `;
  return {
    actions: [
      note(
        facts,
        "not-taken-on",
        key,
        `${told}${mention(dri.username)} has not taken this escalation on in time. Please see that it is in hand: they take it on with \`/esc accept\`, or assign somebody else.`,
      ),
      ...sayInChannel(facts, key, {
        heading: "Not taken on yet",
        paragraphs: [
          [
            ...(manager === undefined ? [] : [personPart(people, manager), ": "]),
            personPart(people, dri.username),
            " has not taken this escalation on in time.",
          ],
        ],
      }),
    ],
    recheckAt: undefined,
  };
}
