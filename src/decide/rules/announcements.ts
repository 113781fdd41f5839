import type { Memory } from "../../escalation/memory.ts";
import type { KeyMoment, Severity } from "../../policy/terms.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Message } from "../message.ts";
import type { People } from "../people.ts";
import { declarationOf } from "./declaration.ts";
import { channelOf, personPart, personText, slack, type Team } from "./opening.ts";

/**
 * A change taken back within this time is a second thought: what was said of it is put right in place, so that nobody
 * reads two announcements of nothing.
 */
const SECOND_THOUGHTS_MS = 60_000;

type Announced = NonNullable<Memory["announced"]>;

/** What will have been said of the severity once this one is said too (P-SEV-4). The declaration says the first. */
export function announcedSeverity({ memory, now }: Facts, severity: Severity): Announced {
  const { announced, severityCommand } = memory;
  if (announced === null) return { number: 0, from: severity, to: severity, at: now, by: null, reason: "" };
  if (announced.to === severity) return announced;

  const command = severityCommand?.severity === severity ? severityCommand : null;
  const why = { to: severity, by: command?.by ?? null, reason: command?.reason ?? "" };
  if (announced.number > 0 && now - announced.at < SECOND_THOUGHTS_MS) return { ...announced, ...why };
  return { number: announced.number + 1, from: announced.to, at: now, ...why };
}

/**
 * Key moments after the declaration: a reply in its thread, also shown in the announcements channel, and a message in
 * the escalation's own channel (P-ANN-1 to 3). Nothing else is ever said there.
 */
export function announce(facts: Facts, people: People, team: Team): PlannedAction[] {
  const { announced, alerts, round } = facts.memory;
  const restricted = people.customer?.restricted ?? false;
  return [
    ...(announced === null || announced.number === 0
      ? []
      : keyMoment(facts, "severity_changed", `severity-changed/${round}/${announced.number}`, {
          inside: severityMessage(people, announced, team),
          // Somebody's own words may name a restricted customer: they stay in their channel (P-OPEN-7).
          outside: severityMessage(people, restricted ? { ...announced, reason: "" } : announced, team),
        })),
    ...alerts.flatMap((alert) =>
      keyMoment(facts, "alert", `alert/${round}/${alert.note}`, {
        inside: alertMessage(people, alert, team),
        outside: alertMessage(people, restricted ? { ...alert, text: "" } : alert, team),
      }),
    ),
  ];
}

function keyMoment(
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

/** Said once; a message that is no longer true is edited in place. */
function said(
  { receipts }: Facts,
  key: string,
  stream: string,
  to: { channelId: string; threadTs?: string },
  message: Message,
): PlannedAction[] {
  const post = { type: "post-message", to, message } as const;
  const asked = receipts.asked(key);
  if (asked === undefined) return [slack(key, stream, post)];

  const posted = receipts.done("post-message", key);
  const editKey = `${key}/edit`;
  if (!posted || (asked === JSON.stringify(post) && receipts.asked(editKey) === undefined)) return [];
  const edit = { type: "edit-message", channelId: posted.channelId, ts: posted.ts, message } as const;
  return [{ ...slack(editKey, stream, edit), replaces: true }];
}

function severityMessage(people: People, { from, to, by, reason }: Announced, { dri, productDri }: Team): Message {
  return {
    heading: from === to ? `Severity is ${to} after all` : `Severity changed from ${from} to ${to}`,
    fields: [
      { label: "DRI", value: personText(people, dri?.username, "not known yet") },
      ...(productDri === undefined ? [] : [{ label: "Product DRI", value: personText(people, productDri, "") }]),
      ...(by === null ? [] : [{ label: "Changed by", value: [personPart(people, by)] }]),
    ],
    ...(reason === "" ? {} : { quote: { label: "Reason", text: reason } }),
  };
}

function alertMessage(people: People, { by, text }: Memory["alerts"][number], { dri, productDri }: Team): Message {
  return {
    heading: "Significant change",
    fields: [
      { label: "DRI", value: personText(people, dri?.username, "not known yet") },
      ...(productDri === undefined ? [] : [{ label: "Product DRI", value: personText(people, productDri, "") }]),
      { label: "Said by", value: [personPart(people, by)] },
    ],
    ...(text === ""
      ? { paragraphs: [["What it is stands in the escalation's channel."]] }
      : { quote: { label: "What changed", text } }),
  };
}
