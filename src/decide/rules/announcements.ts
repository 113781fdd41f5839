import type { Memory } from "../../escalation/memory.ts";
import type { KeyMoment, Severity } from "../../policy/terms.ts";
import { EditMessage, PostMessage } from "../action.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Message, Text } from "../message.ts";
import type { People } from "../people.ts";
import { declarationKey, declarationOf } from "./declaration.ts";
import { channelOf, peopleText, personPart, personText, sayInChannel, slack, type Team } from "./opening.ts";
import { reopenedKey } from "./reopening.ts";

/**
 * A change taken back within this time is a second thought: what was said of it is put right in place, so that nobody
 * reads two announcements of nothing.
 */
const SECOND_THOUGHTS_MS = 60_000;

type Announced = NonNullable<Memory["announced"]>;
type Move = NonNullable<Memory["move"]>;

/** What will have been said of the severity once this one is said too (P-SEV-4). The declaration says the first. */
export function announcedSeverity({ memory, now, receipts }: Facts, severity: Severity): Announced {
  const { announced, severityCommand, round } = memory;
  if (announced === null) return { number: 0, from: severity, to: severity, at: now, by: null, reason: "" };
  if (announced.to === severity) return announced;

  const command = severityCommand?.severity === severity ? severityCommand : null;
  const why = { to: severity, by: command?.by ?? null, reason: command?.reason ?? "" };
  // What still waits to be said is said as it is by then, not as it was.
  const first = round === 1 ? declarationKey() : reopenedKey(round);
  const key = announced.number === 0 ? first : severityKey(round, announced.number);
  const isWaiting = receipts.asked(key) !== undefined && !receipts.done("post-message", key);
  if (announced.number === 0 && isWaiting) return { ...announced, ...why, from: severity };
  const isSecondThought = announced.number > 0 && now - announced.at < SECOND_THOUGHTS_MS;
  if (isWaiting || isSecondThought) return { ...announced, ...why };
  return { number: announced.number + 1, from: announced.to, at: now, ...why };
}

/**
 * Key moments after the declaration: a reply in its thread, also shown in the announcements channel, and a message in
 * the escalation's own channel (P-ANN-1 to 3). Nothing else is ever said there.
 */
export function announce(facts: Facts, people: People, team: Team): PlannedAction[] {
  const { announced, move, round } = facts.memory;
  const restricted = people.customer?.restricted ?? false;
  return [
    ...(announced === null || announced.number === 0
      ? []
      : keyMoment(facts, "severity_changed", severityKey(round, announced.number), {
          inside: severityMessage(people, announced, team),
          // Somebody's own words may name a restricted customer: they stay in their channel (P-OPEN-7).
          outside: severityMessage(people, restricted ? { ...announced, reason: "" } : announced, team),
        })),
    ...(move === null ? [] : announceMove(facts, people, move, team)),
    ...announceAlerts(facts, people, team),
  ];
}

/** Significant changes, each once: also one that is said in the same breath as the end (P-ANN-1). */
export function announceAlerts(facts: Facts, people: People, team: Team): PlannedAction[] {
  const { alerts, round } = facts.memory;
  const restricted = people.customer?.restricted ?? false;
  return alerts.flatMap((alert, index) =>
    keyMoment(facts, "alert", alertKey(round, alerts, index), {
      inside: alertMessage(people, alert, team),
      outside: alertMessage(people, restricted ? { ...alert, text: "" } : alert, team),
    }),
  );
}

function severityKey(round: number, number: number): string {
  return `severity-changed/${round}/${number}`;
}

/** By its comment, and its place where a comment says several. */
function alertKey(round: number, alerts: Memory["alerts"], index: number): string {
  const note = alerts[index]?.note ?? 0;
  const before = alerts.slice(0, index).filter((alert) => alert.note === note).length;
  return `alert/${round}/${note}${before === 0 ? "" : `/${before + 1}`}`;
}

/** Risk reduced is a key moment; that it is back to work is for those who work on it (P-ANN-1, 3). */
function announceMove(facts: Facts, people: People, move: Move, team: Team): PlannedAction[] {
  const key = `moved/${facts.memory.round}/${move.number}`;
  const restricted = people.customer?.restricted ?? false;
  if (move.to === "in-progress") {
    return [...correctWaiting(facts, move), ...sayInChannel(facts, key, moveMessage(people, move, team))];
  }
  return keyMoment(facts, "risk_reduced", key, {
    inside: moveMessage(people, move, team),
    outside: moveMessage(people, restricted ? { ...move, text: "" } : move, team),
  });
}

/** That the risk is reduced, and still waits to be said, is true no more. */
function correctWaiting(facts: Facts, { number }: Move): PlannedAction[] {
  const key = `moved/${facts.memory.round}/${number - 1}`;
  const thread = declarationOf(facts);
  if (!thread || facts.receipts.asked(key) === undefined || facts.receipts.done("post-message", key)) return [];
  const to = { channelId: thread.channelId, threadTs: thread.ts };
  const message = { heading: "Was in monitoring for a while, and is back in progress" };
  return [{ ...slack(key, "declaration", { type: "post-message", to, message }), replaces: true }];
}

function moveMessage(people: People, { to, by, text }: Move, { dri }: Team): Message {
  return {
    heading: to === "monitoring" ? "Risk reduced: moved to monitoring" : "Back in progress",
    fields: [
      { label: "DRI", value: personText(people, dri?.username, "not known yet") },
      { label: "Said by", value: [personPart(people, by)] },
    ],
    ...(text === "" ? {} : { quote: { label: to === "monitoring" ? "What was reached" : "Why", text } }),
  };
}

/** Told outside, in the declaration's thread, where the policy says so, and inside, in the escalation's own channel. */
export function keyMoment(
  facts: Facts,
  moment: KeyMoment,
  key: string,
  { inside, outside }: { inside: Message; outside: Message },
): PlannedAction[] {
  const declaration = declarationOf(facts);
  const channel = channelOf(facts);
  const thread = declaration && { channelId: declaration.channelId, threadTs: declaration.ts };
  return [
    ...(thread && facts.policy.announcements.moments.includes(moment)
      ? said(facts, key, "declaration", thread, outside)
      : []),
    ...(channel ? said(facts, `${key}/channel`, "messages", { channelId: channel.channelId }, inside) : []),
  ];
}

/** Said once; what it says of a change that was taken back is put right in place, the rest was true when it was said. */
function said(
  { receipts }: Facts,
  key: string,
  stream: string,
  to: { channelId: string; threadTs?: string },
  message: Message,
): PlannedAction[] {
  const asked = receipts.asked(key);
  if (asked === undefined) return [slack(key, stream, { type: "post-message", to, message })];

  const posted = receipts.done("post-message", key);
  if (!posted && PostMessage.parse(JSON.parse(asked)).message.heading !== message.heading)
    return [{ ...slack(key, stream, { type: "post-message", to, message }), replaces: true }];
  const editKey = `${key}/edit`;
  const edited = receipts.asked(editKey);
  const lastSaid = edited === undefined ? PostMessage.parse(JSON.parse(asked)) : EditMessage.parse(JSON.parse(edited));
  if (!posted || lastSaid.message.heading === message.heading) return [];
  const edit = { type: "edit-message", channelId: posted.channelId, ts: posted.ts, message } as const;
  return [{ ...slack(editKey, stream, edit), replaces: true }];
}

function productField(people: People, productDris: readonly string[]): { label: string; value: Text }[] {
  return productDris.length === 0 ? [] : [{ label: "Product DRI", value: peopleText(people, productDris) }];
}

function severityMessage(people: People, { from, to, by, reason }: Announced, { dri, productDris }: Team): Message {
  return {
    heading: from === to ? `Severity is ${to} after all` : `Severity changed from ${from} to ${to}`,
    fields: [
      { label: "DRI", value: personText(people, dri?.username, "not known yet") },
      ...productField(people, productDris),
      ...(by === null ? [] : [{ label: "Changed by", value: [personPart(people, by)] }]),
    ],
    ...(reason === "" ? {} : { quote: { label: "Reason", text: reason } }),
  };
}

function alertMessage(people: People, { by, text }: Memory["alerts"][number], { dri, productDris }: Team): Message {
  return {
    heading: "Significant change",
    fields: [
      { label: "DRI", value: personText(people, dri?.username, "not known yet") },
      ...productField(people, productDris),
      { label: "Said by", value: [personPart(people, by)] },
    ],
    ...(text === ""
      ? { paragraphs: [["What it is stands in the escalation's channel."]] }
      : { quote: { label: "What changed", text } }),
  };
}
