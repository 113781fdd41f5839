import type { Memory } from "../../escalation/memory.ts";
import { describeDue, describeMoment } from "../../time/describe.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Message, Part } from "../message.ts";
import { inline, mention } from "../note-text.ts";
import type { People } from "../people.ts";
import { note } from "./asks.ts";
import type { ClockName, ClockState } from "./clocks.ts";
import type { Dri } from "./dri.ts";
import { personPart, sayInChannel } from "./opening.ts";

/** Said this much later than it was due, it says so: the service was away (P-CAD-10). */
const LATE_MS = 60_000;

const WHAT: Record<ClockName, { owed: string; command: string }> = {
  internal: { owed: "an internal update", command: "/esc update" },
  customer: { owed: "a communication with the customer", command: "/esc customer-update" },
};

/** The four questions, to copy and fill in (P-CAD-7). */
export const UPDATE_FORM = [
  "/esc update",
  "Current state:",
  "Next steps:",
  "Owner and date:",
  "Exit criteria changed: no",
].join("\n");

export interface Reminders {
  actions: PlannedAction[];
  clocks: Memory["clocks"];
  recheckAt: number | undefined;
}

/**
 * What a clock brings as its time passes, each once (P-CAD-3, 4, 9): the DRI is reminded in the channel; it is overdue, on
 * the issue and in the channel; the CSM manager is told by name; and told once more after twice the customer's clock.
 */
export function remind(facts: Facts, people: People, clocks: readonly ClockState[], dri: Dri | undefined): Reminders {
  const { now } = facts;
  const followed: Memory["clocks"] = { internal: null, customer: null };
  const actions: PlannedAction[] = [];
  const coming: number[] = [];
  for (const clock of clocks) {
    const { memory, remindAt, overdueAt, managerAt, silentAt } = clock;
    const next = { ...memory };
    const stages = [
      { stage: "reminded", at: remindAt, say: () => reminder(facts, people, clock, dri) },
      { stage: "overdue", at: overdueAt, say: () => overdue(facts, people, clock, dri) },
      { stage: "manager", at: managerAt, say: () => toManager(facts, people, clock, dri) },
      ...(clock.name === "customer"
        ? [{ stage: "silent", at: silentAt, say: () => silence(facts, people, clock) } as const]
        : []),
    ] as const;
    for (const { stage, at, say } of stages) {
      if (now < at) coming.push(at);
      else if (!memory[stage]) {
        next[stage] = true;
        actions.push(...say());
      }
    }
    followed[clock.name] = next;
  }
  return { actions, clocks: followed, recheckAt: coming.length === 0 ? undefined : Math.min(...coming) };
}

function keyOf({ memory }: Facts, stage: string, { name, from }: ClockState): string {
  return `${stage}/${memory.round}/${name}/${from}`;
}

function reminder(facts: Facts, people: People, clock: ClockState, dri: Dri | undefined): PlannedAction[] {
  const { owed, command } = WHAT[clock.name];
  const key = keyOf(facts, "reminder", clock);
  const due = describeDue(clock.due, facts.now, facts.policy.working_time, people.timeZone);
  const late = lateness(facts, people, clock.remindAt);
  if (!facts.chat) {
    const form = `\n\n\`\`\`\n${clock.name === "internal" ? UPDATE_FORM : `${command} …`}\n\`\`\``;
    return [note(facts, "reminder", key, `${driText(facts, people, dri)}${owed} is owed, ${due}.${late}${form}`)];
  }
  return sayInChannel(facts, key, {
    heading: `Reminder: ${owed} is owed`,
    paragraphs: [
      [
        ...driParts(people, dri),
        `${owed} ${isOrWas(due)}. Write it as a comment on `,
        { link: facts.issue.webUrl, label: "the issue" },
        `.${late}`,
      ],
    ],
    quote:
      clock.name === "internal"
        ? { label: "To copy and fill in", text: UPDATE_FORM }
        : { label: "For example", text: `${command} called them: the workaround holds, next call on Friday` },
  });
}

/** "is due Thu 16:00 CET", "was due Tue 18:00 CET". */
function isOrWas(due: string): string {
  return due.startsWith("was ") ? due : `is ${due}`;
}

function overdue(facts: Facts, people: People, clock: ClockState, dri: Dri | undefined): PlannedAction[] {
  const { owed, command } = WHAT[clock.name];
  const key = keyOf(facts, "overdue", clock);
  const due = describeDue(clock.due, facts.now, facts.policy.working_time, people.timeZone);
  const late = lateness(facts, people, clock.overdueAt);
  return [
    note(
      facts,
      "overdue",
      key,
      `${driText(facts, people, dri)}${owed} is overdue: it ${due}.${late} Please write it with \`${command} …\`.`,
    ),
    ...sayInChannel(facts, key, {
      heading: `Overdue: ${owed}`,
      paragraphs: [[...driParts(people, dri), `it ${due}. Write it on the issue with ${command}.${late}`]],
    }),
  ];
}

/** By name: their duty is that the path to resolution keeps moving (P-CAD-4). */
function toManager(facts: Facts, people: People, clock: ClockState, dri: Dri | undefined): PlannedAction[] {
  const { owed } = WHAT[clock.name];
  const key = keyOf(facts, "manager", clock);
  const due = describeDue(clock.due, facts.now, facts.policy.working_time, people.timeZone);
  const whose = dri ? ` The DRI is ${called(facts, people, dri.username)}.` : " There is no DRI.";
  const late = lateness(facts, people, clock.managerAt);
  return tellManager(facts, people, {
    kind: "manager",
    key,
    note: `${owed} is still missing: it ${due}.${late}${whose} Please see that the path to resolution keeps moving.`,
    message: {
      heading: `Still missing: ${owed}`,
      paragraphs: [[`it ${due}.${late} Please see that the path to resolution keeps moving.`]],
    },
  });
}

function silence(facts: Facts, people: People, clock: ClockState): PlannedAction[] {
  const since = describeMoment(clock.from, people.timeZone);
  const text = `nobody has spoken with the customer since ${since}, twice the time that this severity allows.`;
  return tellManager(facts, people, {
    kind: "silence",
    key: keyOf(facts, "silence", clock),
    note: `${text} Please step in.`,
    message: { heading: "Silence towards the customer", paragraphs: [[text, " Please step in."]] },
  });
}

/** The CSM manager hears it on the issue and in the channel, by name; without one the words stand for all (P-ROLE-1). */
export function tellManager(
  facts: Facts,
  people: People,
  said: { kind: string; key: string; note: string; message: Message },
): PlannedAction[] {
  const manager = people.holders("csm_manager").usernames[0];
  const onIssue = manager === undefined ? "" : `${called(facts, people, manager)}: `;
  const { paragraphs = [] } = said.message;
  const [first = [], ...others] = paragraphs;
  const inChannel: Part[] = manager === undefined ? [] : [personPart(people, manager), ": "];
  return [
    note(facts, said.kind, said.key, `${onIssue}${said.note}`),
    ...sayInChannel(facts, said.key, { ...said.message, paragraphs: [[...inChannel, ...first], ...others] }),
  ];
}

export function lateness({ now }: Facts, people: People, at: number): string {
  return now - at < LATE_MS
    ? ""
    : ` (This comes late: it should have been said ${describeMoment(at, people.timeZone)}.)`;
}

/** A mention that notifies, where GitLab knows them; else the name. */
export function called(facts: Facts, people: People, username: string): string {
  const member = facts.member(username);
  return member ? mention(member.username) : inline(people.nameOf(username));
}

function driText(facts: Facts, people: People, dri: Dri | undefined): string {
  return dri ? `${called(facts, people, dri.username)}: ` : "";
}

function driParts(people: People, dri: Dri | undefined): Part[] {
  return dri ? [personPart(people, dri.username), ": "] : [];
}
