import type { Embedded } from "../embedded.ts";
import type { ChannelSnapshot, Message, WorkspaceSnapshot } from "../slack/index.ts";
import type { Names } from "./rich/mrkdwn.ts";
import { mrkdwn } from "./rich/mrkdwn.ts";
import type { Rich } from "./rich/rich.ts";
import { slackMessage } from "./rich/slack-blocks.ts";

export interface SlackView {
  /** Those that the viewer may see, in the order of making. */
  channels: ChannelLine[];
  channel: ChannelPage | null;
}

export interface ChannelLine {
  id: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  /** What the app says to the viewer alone. */
  isDirect: boolean;
  /** The issue that its bookmark leads to. */
  iid: number | undefined;
  /** How many messages people and apps wrote in it. */
  said: number;
}

export interface ChannelPage extends ChannelLine {
  topic: Rich[];
  members: string[];
  bookmarks: { id: string; title: string; link: string }[];
  /** Without replies, oldest first. */
  messages: MessagePage[];
}

export interface MessagePage {
  ts: string;
  /** ISO 8601. */
  at: string;
  author: string;
  isApp: boolean;
  /** A line that Slack itself wrote. */
  system: boolean;
  pinned: boolean;
  edited: boolean;
  /** A reply that is shown in the channel too. */
  broadcast: boolean;
  body: Rich[];
  reactions: { name: string; count: number }[];
  replies: MessagePage[];
}

export function slackView(
  { slack, url }: Embedded,
  { as, channelId }: { as: string; channelId: string | undefined },
): SlackView {
  const workspace = slack.state();
  const me = workspace.users.find(({ name }) => name === as)?.id ?? "";
  const channels = workspace.channels.filter(({ isPrivate, members }) => !isPrivate || members.includes(me));
  const visible = [...channels, ...directsOf(workspace, me)];
  const names: Names = {
    users: new Map(workspace.users.map(({ id, realName }) => [id, realName])),
    channels: new Map(channels.map(({ id, name }) => [id, { name, href: `${url}/slack/archives/${id}` }])),
  };
  const chosen = visible.find(({ id }) => id === channelId);
  return { channels: visible.map(channelLine), channel: chosen ? channelPage(workspace, chosen, names) : null };
}

/** The conversation with the app, as a channel of the two. */
function directsOf({ directs, users }: WorkspaceSnapshot, me: string): ChannelSnapshot[] {
  const app = users.find(({ botId }) => botId !== undefined);
  return directs
    .filter(({ userId }) => userId === me)
    .map(({ id, messages }) => ({
      ...{ id, messages, name: app?.realName ?? "", topic: "", purpose: "", isPrivate: true, isArchived: false },
      ...{ isGeneral: false, creator: app?.id ?? "", members: [app?.id ?? "", me], pins: [], bookmarks: [] },
    }));
}

function channelLine({ id, name, isPrivate, isArchived, bookmarks, messages }: ChannelSnapshot): ChannelLine {
  const iids = bookmarks.flatMap(({ link }) => /\/-\/issues\/(\d+)$/.exec(link)?.[1] ?? []);
  const said = messages.filter((message) => !isSystem(message)).length;
  return {
    id,
    name,
    isPrivate,
    isArchived,
    isDirect: id.startsWith("D"),
    iid: iids[0] === undefined ? undefined : Number(iids[0]),
    said,
  };
}

function channelPage({ users }: WorkspaceSnapshot, channel: ChannelSnapshot, names: Names): ChannelPage {
  const page = (message: Message): MessagePage => ({
    ts: message.ts,
    at: new Date(Number(message.ts) * 1000).toISOString(),
    author: names.users.get(message.user) ?? "Slack",
    isApp: users.some(({ id, botId }) => id === message.user && botId !== undefined),
    system: isSystem(message),
    pinned: channel.pins.includes(message.ts),
    edited: message.edited !== undefined,
    broadcast: message.reply_broadcast === true,
    body: isSystem(message) ? systemLine(message, names) : slackMessage(message, names),
    reactions: message.reactions.map(({ name, users: who }) => ({ name, count: who.length })),
    replies: channel.messages.filter(({ ts, thread_ts }) => thread_ts === message.ts && ts !== message.ts).map(page),
  });
  return {
    ...channelLine(channel),
    topic: mrkdwn(channel.topic.replace(/https?:\/\/[^\s<>]+/g, "<$&>"), names),
    members: channel.members.map((id) => names.users.get(id) ?? id),
    bookmarks: channel.bookmarks.map(({ id, title, link }) => ({ id, title, link })),
    messages: withoutCrowds(channel.messages)
      .filter(
        ({ ts, thread_ts, subtype }) => thread_ts === undefined || thread_ts === ts || subtype === "thread_broadcast",
      )
      .map(page),
  };
}

/** Of people who join one after the other, one line. */
function withoutCrowds(messages: readonly Message[]): Message[] {
  const lines: Message[] = [];
  for (const message of messages) {
    const last = lines.at(-1);
    if (last?.subtype === "channel_join" && message.subtype === "channel_join") {
      const first = last.text.replace(" has joined the channel", "").replace(" have joined the channel", "");
      lines[lines.length - 1] = { ...last, text: `${first}, <@${message.user}> have joined the channel` };
    } else lines.push(message);
  }
  return lines;
}

/** Slack begins such a line with who did it, where the text does not say so itself. */
function systemLine(message: Message, names: Names): Rich[] {
  const text = message.text.startsWith("<@") ? message.text : `<@${message.user}> ${message.text}`;
  return mrkdwn(message.subtype === "tombstone" ? message.text : text, names);
}

function isSystem({ subtype }: Message): boolean {
  return subtype?.startsWith("channel_") === true || subtype === "tombstone";
}
