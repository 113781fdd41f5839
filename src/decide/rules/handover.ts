import type { Memory } from "../../escalation/memory.ts";
import { type Directory, rolesOf } from "../../policy/directory.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import { inline, mention } from "../note-text.ts";
import type { People } from "../people.ts";
import { roleName } from "../wording.ts";
import { isTakenOn } from "./acceptance.ts";
import { note } from "./asks.ts";
import type { DriJudgement } from "./dri.ts";
import { personPart, sayInChannel } from "./opening.ts";

/** The last handover, one since the last look included: recorded, so that both are told once, whatever fails meanwhile (P-DRI-7, 8). */
export function handoverOf(
  last: Memory,
  memory: Memory,
  directory: Directory,
  { dri, role, rule }: DriJudgement,
): Memory["handover"] {
  const before = last.dri;
  if (!before || !dri || before.id === dri.id) return memory.handover;
  const roles = rolesOf(directory, dri.username);
  const otherRole = dri.role === null && roles.length > 0 && !roles.includes(role);
  return {
    number: (memory.handover?.number ?? 0) + 1,
    from: before.username,
    to: dri.username,
    because: dri.because,
    ruleSays: otherRole ? `By the rules it would be the ${roleName(role)}, because ${rule}.` : "",
  };
}

/** Never silently: one comment says which rule on which facts, mentions both, and the channel hears it (P-DRI-8). Of one that `isOver` nothing is asked. */
export function tellHandover(facts: Facts, people: People, { isOver = false } = {}): PlannedAction[] {
  const { handover, round } = facts.memory;
  if (handover === null) return [];
  const { number, from, to, because, ruleSays } = handover;
  const key = `handover/${round}/${number}`;
  const { dri } = facts.memory;
  const hasIt = dri !== null && dri.username === to && isTakenOn(facts.memory, dri);
  const request =
    hasIt || isOver
      ? ""
      : ` ${called(facts, to)}, please take it on with \`/esc accept\`, or say why not with \`/esc decline\`.`;
  const remark = ruleSays === "" ? "" : ` ${inline(ruleSays)}`;
  return [
    note(
      facts,
      "handover",
      key,
      `${called(facts, to)} is the DRI now, after ${called(facts, from)}: ${inline(because)}.${remark}${request}`,
    ),
    ...sayInChannel(facts, key, {
      heading: "The DRI has changed",
      fields: [
        { label: "DRI", value: [personPart(people, to)] },
        { label: "Before", value: [personPart(people, from)] },
        { label: "Because", value: [`${because}${ruleSays && `. ${ruleSays}`}`] },
      ],
    }),
  ];
}

/** Somebody who left the project is named, for a mention would reach a stranger. */
function called(facts: Facts, username: string): string {
  const member = facts.member(username);
  return member ? mention(member.username) : inline(username);
}

/** What is proposed rather than done (`dri.handover: propose`, P-DRI-8). */
export function tellProposal(facts: Facts): PlannedAction[] {
  const { proposed, dri, round } = facts.memory;
  if (!proposed || !dri) return [];
  const text = `${called(facts, proposed.username)}, you should take over from ${called(facts, dri.username)}: ${inline(proposed.because)}. Do you? Answer with \`/esc accept\`.`;
  return [note(facts, "proposal", `proposal/${round}/${proposed.id}/${proposed.since}`, text)];
}
