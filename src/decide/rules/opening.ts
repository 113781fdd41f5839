import type { Severity } from "../../policy/terms.ts";
import { PostMessage } from "../action.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import { joined, type Message, type Part, type Text } from "../message.ts";
import type { People } from "../people.ts";
import { channelNames } from "./channel-name.ts";
import type { Dri } from "./dri.ts";
import type { Involved } from "./involvement.ts";
import { isTrackerComing, trackerLink } from "./tracker-link.ts";

const TRACKER_FIELD = "Tracker";

export interface Team {
  severity: Severity;
  dri: Dri | undefined;
  /** The present one first, then those who stay from before a raise (P-PROD-2). */
  productDris: readonly string[];
  involved: readonly Involved[];
}

export interface Channel {
  channelId: string;
  name: string;
  url: string;
}

/** The escalation's channel that is in use, once it is there. */
export function channelOf({ receipts, memory }: Facts): Channel | undefined {
  return receipts.done("create-channel", channelKey(memory.channelRound));
}

export function channelKey(round: number): string {
  return `channel/${round}`;
}

/**
 * The temporary channel (P-OPEN-2): made at once; topic, invitations, the pinned opening message and the bookmarks
 * follow as soon as it is there.
 */
export function openChannel(facts: Facts, people: People, team: Team): PlannedAction[] {
  const channel = channelOf(facts);
  if (channel) return furnish(facts, people, team, channel);
  return [
    {
      ...slack(channelKey(facts.memory.channelRound), "channel", {
        type: "create-channel",
        names: channelNames(facts, people),
        isPrivate: people.customer?.restricted ?? false,
      }),
      replaces: true,
    },
  ];
}

function furnish(facts: Facts, people: People, team: Team, { channelId }: Channel): PlannedAction[] {
  const { issue, receipts, memory } = facts;
  const round = memory.channelRound;
  const opening = receipts.done("post-message", `opening/${round}`);
  const tracker = trackerLink(facts);
  const newcomers = uninvited(facts, people, team);
  return [
    ...welcome(facts, channelId, openingMessage(facts, people, team)),
    {
      ...slack(`topic/${round}`, "topic", { type: "set-topic", channelId, topic: topic(facts, team) }),
      replaces: true,
    },
    ...(newcomers.length === 0
      ? []
      : [
          slack(`invite/${round}/${newcomers.join(",")}`, "invite", {
            type: "invite",
            channelId,
            usernames: newcomers,
          }),
        ]),
    slack(`bookmark/${round}/issue`, "bookmarks", {
      type: "bookmark",
      channelId,
      title: "Escalation issue",
      link: issue.webUrl,
    }),
    ...(tracker === undefined
      ? []
      : [
          slack(`bookmark/${round}/tracker`, "bookmarks", {
            type: "bookmark",
            channelId,
            title: "Tracker",
            link: tracker,
          }),
        ]),
    ...(opening ? [slack(`pin/${round}`, "pin", { type: "pin", channelId, ts: opening.ts })] : []),
  ];
}

/** DRI, Product DRI, CSM, CSM manager and those of P-SEV-3 (P-OPEN-8), save who was invited or tried before. */
function uninvited({ receipts, memory }: Facts, people: People, { dri, productDris, involved }: Team): string[] {
  const tried = new Set(
    receipts
      .all("invite", `invite/${memory.channelRound}/`)
      .flatMap((one) => [...one.invited, ...one.unknown, ...one.refused.map(({ username }) => username)]),
  );
  const wanted = [
    dri?.username,
    ...productDris,
    people.holders("csm").usernames[0],
    people.holders("csm_manager").usernames[0],
    ...involved.map(({ username }) => username),
  ];
  return [...new Set(wanted)].filter((username) => username !== undefined).filter((username) => !tried.has(username));
}

/** At most 250 characters, which the adapter keeps; the link is what people click, so it comes early. */
function topic({ issue, fields }: Facts, { severity, dri }: Team): string {
  const { exitCriteria } = fields;
  const met = exitCriteria.filter(({ done }) => done).length;
  const progress = exitCriteria.length === 0 ? "" : ` · Exit criteria: ${met} of ${exitCriteria.length} met`;
  return `Severity: ${severity} · DRI: ${dri?.name ?? "not known yet"} · ${issue.webUrl}${progress}`;
}

/** Posted once the tracker is there; where that was not to be had in time, the message is given its link later. */
function welcome(facts: Facts, channelId: string, message: Message): PlannedAction[] {
  const { receipts, memory } = facts;
  const key = `opening/${memory.channelRound}`;
  const asked = receipts.asked(key);
  if (asked === undefined && isTrackerComing(facts)) return [];
  const posted = receipts.done("post-message", key);
  const post = slack(key, "messages", { type: "post-message", to: { channelId }, message });
  if (asked === undefined || !posted) return [post];
  const said = PostMessage.parse(JSON.parse(asked)).message;
  const [before, now] = [said, message].map(({ fields = [] }) => fields.find(({ label }) => label === TRACKER_FIELD));
  const isAsPosted = JSON.stringify(before) === JSON.stringify(now) && receipts.asked(`${key}/edit`) === undefined;
  if (!before || !now || isAsPosted) return [post];
  const corrected = { ...said, fields: said.fields?.map((field) => (field === before ? now : field)) ?? [] };
  const edit = { type: "edit-message", channelId, ts: posted.ts, message: corrected } as const;
  return [post, { ...slack(`${key}/edit`, "messages", edit), replaces: true }];
}

function openingMessage(facts: Facts, people: People, { severity, dri, productDris, involved }: Team): Message {
  const { issue, fields, siblings } = facts;
  const fyi = peopleText(
    people,
    involved.map(({ username }) => username),
  );
  return {
    heading: `Welcome to the escalation of ${people.customerName ?? "a customer not named yet"}`,
    paragraphs: [
      ["This channel brings together everybody who helps. It is about: ", issue.title],
      ...(fields.happening === undefined ? [] : [[shortened(fields.happening, 1200)]]),
      ...siblings.map(
        (sibling): Text => [
          "This customer has another open escalation: ",
          { link: sibling.web_url, label: `#${sibling.iid}` },
          ` ${sibling.title}${sibling.channel === null ? "" : `, in #${sibling.channel}`}`,
        ],
      ),
    ],
    fields: [
      { label: "Severity", value: [severity] },
      {
        label: "DRI",
        value: dri ? [personPart(people, dri.username)] : ["not known yet, being asked for on the issue"],
      },
      ...(productDris.length === 0 ? [] : [{ label: "Product DRI", value: peopleText(people, productDris) }]),
      { label: "Issue", value: [{ link: issue.webUrl, label: `#${issue.iid}` }] },
      { label: TRACKER_FIELD, value: trackerText(facts) },
      { label: "Next customer sync", value: [fields.nextCustomerSync ?? "not planned yet"] },
      ...(fyi.length === 0 ? [] : [{ label: "For awareness", value: fyi }]),
    ],
    quote: {
      label: "Initial ask",
      text:
        fields.asks.length === 0 ? "not written yet" : shortened(fields.asks.map((ask) => `• ${ask}`).join("\n"), 1500),
    },
  };
}

/** The document as a link that people can click. */
export function trackerText(facts: Facts): Text {
  const link = trackerLink(facts);
  return [link === undefined ? "none yet" : { link, label: "tracker document" }];
}

export function personPart(people: People, username: string): Part {
  return { person: username, name: people.nameOf(username) };
}

export function personText(people: People, username: string | undefined, otherwise: string): Text {
  return [username === undefined ? otherwise : personPart(people, username)];
}

export function peopleText(people: People, usernames: readonly string[]): Text {
  return joined(
    usernames.map((username) => [personPart(people, username)]),
    ", ",
  );
}

/** Cut by characters as people count them, at most `longest`. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

export function slack(key: string, stream: string, action: PlannedAction["action"]): PlannedAction {
  return { key, lane: "slack", stream, action };
}

/** Said once in the escalation's own channel, where there is one (P-ANN-3). */
export function sayInChannel(facts: Facts, key: string, message: Message): PlannedAction[] {
  const channel = channelOf(facts);
  if (!channel) return [];
  return [slack(`${key}/channel`, "messages", { type: "post-message", to: { channelId: channel.channelId }, message })];
}
