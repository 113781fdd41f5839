import type { Memory } from "../../escalation/memory.ts";
import { addSpan } from "../../time/add-span.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import type { Message, Text } from "../message.ts";
import { inline, mention } from "../note-text.ts";
import type { People } from "../people.ts";
import { keyMoment } from "./announcements.ts";
import { note } from "./asks.ts";
import { closingNote } from "./closing-note.ts";
import { declarationKey, declarationOf } from "./declaration.ts";
import { channelKey, channelOf, peopleText, personPart, sayInChannel, slack } from "./opening.ts";
import { reportSentiment, sentimentKey } from "./sentiment.ts";

export type Closed = NonNullable<Memory["closed"]>;

/** What is optional is waited for this long before the channel is archived without it (P-CLOSE-6). */
const PATIENCE_MS = 15 * 60_000;

/** Another process as people call it (P-SCOPE-2). */
const PROCESS_NAMES: Readonly<Record<string, string>> = {
  star: "a support ticket attention request (STAR)",
  incident: "an incident",
  emergency: "a support emergency",
};

export interface ClosingSequence {
  actions: PlannedAction[];
  recheckAt: number | undefined;
  /** The tracker is written now: it comes after the posts, and does not wait for a Slack that is away. */
  isTrackerDue: boolean;
}

/**
 * What follows a close, each once and in this order (P-CLOSE-6): status and resolution are posted; the tracker gets the
 * resolution; the sentiment update is made or reminded of; the channel is archived. Slack away, the rest goes on, and Slack
 * follows in the same order.
 */
export function closeDown(
  facts: Facts,
  people: People,
  found: Judgements,
  closed: Closed,
  isTrackerCurrent: () => boolean,
): ClosingSequence {
  const { receipts, memory, now, waitNoLonger } = facts;
  const key = closedKey(memory.round);
  const isLeft = closed.as !== "resolved" && closed.as !== "overridden";
  const posts = [
    note(facts, "closed", `closing-note/${memory.round}`, closingNote(facts, people, closed)),
    ...(isLeft
      ? sayInChannel(facts, key, lastWord(people, closed))
      : keyMoment(facts, "resolved", key, {
          inside: closedMessage(facts, people, found, closed),
          outside: closedMessage(facts, people, found, closed, people.customer?.restricted ?? false),
        })),
  ];
  const chatKeys = awaitedPosts(facts, key, isLeft);
  const isPosted = chatKeys.every((one) => receipts.isOver(one));
  const isChatAway = waitNoLonger || receipts.keepsSilent() || chatKeys.some((one) => receipts.failing(one));
  const isTrackerDue = isPosted || isChatAway;
  const until = closed.at + PATIENCE_MS;
  const isTrackerOver = isTrackerCurrent() || (isTrackerDue && now >= until);
  const reminder = isTrackerOver && !isLeft ? remindOfSentiment(facts, people, found, closed) : NOTHING;
  const archiveAt = addSpan(
    closed.at,
    facts.policy.closing.archive_channel_after,
    facts.policy.working_time,
    people.timeZone,
  );
  const channel = channelOf(facts);
  const mayArchive = channel && isPosted && isTrackerOver && reminder.isOver && now >= archiveAt;
  const archive = { type: "archive-channel", channelId: channel?.channelId ?? "" } as const;
  const coming = [until, archiveAt].filter((at) => at > now);
  const isWaiting = !mayArchive && channel !== undefined && !receipts.isOver(archiveKey(memory.channelRound));
  return {
    actions: [
      ...posts,
      ...reminder.actions,
      // The stream of the channel's messages, so that it comes after all of them.
      ...(mayArchive ? [slack(archiveKey(memory.channelRound), "messages", archive)] : []),
    ],
    recheckAt: isWaiting && coming.length > 0 ? Math.min(...coming) : undefined,
    isTrackerDue,
  };
}

const NOTHING = { actions: [], isOver: true } satisfies { actions: PlannedAction[]; isOver: boolean };

export function closedKey(round: number): string {
  return `closed/${round}`;
}

export function archiveKey(channelRound: number): string {
  return `archive/${channelRound}`;
}

/** What has to be said in Slack before anything else follows there, the opening included where that still waits. */
function awaitedPosts(facts: Facts, key: string, isLeft: boolean): string[] {
  const { receipts, memory, policy } = facts;
  if (!facts.chat) return [];
  const opening = [channelKey(memory.channelRound), declarationKey()].filter(
    (one) => receipts.asked(one) !== undefined,
  );
  const said = policy.announcements.moments.includes("resolved") && !isLeft && declarationOf(facts);
  return [...opening, ...(said ? [key] : []), ...(channelOf(facts) ? [`${key}/channel`] : [])];
}

/** Made by the connector, else the DRI is reminded of it (P-CLOSE-6). */
function remindOfSentiment(
  facts: Facts,
  people: People,
  found: Judgements,
  closed: Closed,
): { actions: PlannedAction[]; isOver: boolean } {
  const { policy, receipts, memory, sentimentSink } = facts;
  const severity = found.severity.severity;
  const step = policy.opening_steps.find(({ id }) => id === "sentiment");
  if (!severity || !step?.severity.includes(severity)) return NOTHING;
  const reported = reportSentiment(facts, people, found, { event: "resolved", at: closed.at });
  const isGivenUp = receipts.givenUp().some(({ key }) => key === sentimentKey("resolved", memory.round));
  if (sentimentSink && reported.length > 0 && !isGivenUp) return { actions: reported, isOver: true };
  const key = `sentiment-reminder/${memory.round}`;
  const dri = found.dri?.dri;
  const whom = dri ? `${facts.member(dri.username) ? mention(dri.username) : inline(dri.name)}: ` : "";
  // The connector may give up after the channel was archived.
  const isArchived = receipts.asked(archiveKey(memory.channelRound)) !== undefined;
  const words = sayInChannel(facts, key, {
    heading: "Please update the customer's sentiment",
    paragraphs: [
      [
        ...(dri ? [personPart(people, dri.username), ": "] : []),
        "the escalation is over, and the customer-success platform should say so.",
      ],
    ],
  });
  const said = isArchived && receipts.asked(`${key}/channel`) === undefined ? [] : words;
  return {
    actions: [
      ...reported,
      note(facts, "sentiment", key, `${whom}please update the customer's sentiment in the customer-success platform.`),
      ...said,
    ],
    isOver: said.every((one) => receipts.isOver(one.key)),
  };
}

/** Somebody's own words may name a restricted customer: outside, they are left out (P-OPEN-7). */
function closedMessage(
  { fields, memory }: Facts,
  people: People,
  { severity, dri }: Judgements,
  closed: Closed,
  isWordless = false,
): Message {
  const { resolution, agreements } = memory;
  const { customer, internal } = agreements;
  const met = fields.exitCriteria.filter(({ done }) => done).length;
  const field = (label: string, value: Text | undefined) => (value ? [{ label, value }] : []);
  const text = closed.as === "overridden" ? closed.text : (resolution?.text ?? "");
  return {
    heading: closed.as === "overridden" ? "Closed by a manager's override" : "Resolved and closed",
    fields: [
      ...field("Status", [closed.missing.length > 0 ? "closed without full agreement" : "resolved"]),
      ...field("Severity", severity.severity && [severity.severity]),
      ...field("Outcome", resolution?.outcome ? [resolution.outcome] : undefined),
      ...field(
        "Exit criteria",
        fields.exitCriteria.length > 0 ? [`${met} of ${fields.exitCriteria.length} met`] : undefined,
      ),
      ...field("DRI", dri?.dri && [personPart(people, dri.dri.username)]),
      ...field("Customer's agreement", customer ? ["recorded by ", personPart(people, customer.by)] : undefined),
      ...field("Our agreement", internal ? [personPart(people, internal.by)] : undefined),
      ...field(
        closed.as === "overridden" ? "Decided by" : "Closed by",
        closed.by === null ? undefined : peopleText(people, [closed.by]),
      ),
      ...field("Missing", closed.missing.length > 0 ? [closed.missing.join(", ")] : undefined),
    ],
    ...(isWordless || text === ""
      ? {}
      : { quote: { label: closed.as === "overridden" ? "Reason" : "Resolution", text } }),
  };
}

function lastWord(people: People, { as, text, link, by }: Closed): Message {
  if (as === "moved")
    return {
      heading: "The issue was moved to where this service is not at work",
      fields: [{ label: "Moved to", value: [text] }],
      paragraphs: [["The escalation is not followed any further, and this channel is archived."]],
    };
  return {
    heading: "Redirected: this is not an account escalation",
    fields: [
      { label: "Goes on as", value: [link === null ? processName(text) : { link, label: processName(text) }] },
      ...(by === null ? [] : [{ label: "By", value: [personPart(people, by)] }]),
    ],
    paragraphs: [["This channel is archived."]],
  };
}

export function processName(process: string): string {
  return PROCESS_NAMES[process] ?? process;
}
