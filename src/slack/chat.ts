import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { Chat } from "../act/ports.ts";
import type { Message } from "../decide/message.ts";
import { CLOCK_SLACK_MS, createChannel, joinNamed, type Self } from "./channels.ts";
import { SlackRefusal } from "./failure.ts";
import { invite, membersOf } from "./invitations.ts";
import { cutPlain, unescaped } from "./mrkdwn.ts";
import { type DirectoryEntry, type KeptIds, slackPeople } from "./people.ts";
import { peopleIn, type Rendered, render } from "./render.ts";
import { turns } from "./turns.ts";
import { type WebApiOptions, webApi } from "./web-api.ts";

/** Slack's cap on topics (conversations.setTopic). */
const LONGEST_TOPIC = 250;
/** What marks our own messages; readable by every app of the workspace, so it holds ids only. */
const EVENT_TYPE = "escalation_event";

const Posted = z.object({ channel: z.string(), ts: z.string() });
const Opened = z.object({ channel: z.object({ id: z.string() }) });
const History = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        user: z.string().optional().catch(undefined),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.object({ key: z.string() }) })
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
});

const Info = z.object({ channel: z.object({ topic: z.object({ value: z.string() }).optional().catch(undefined) }) });

/** A channel of the policy that is gone is looked for again after this long: nothing else says that it is back. */
const NAMED_RETRY_MS = 30_000;

export interface SlackChatOptions extends WebApiOptions {
  /** Name or id of the channel for announcements, as the policy has it now. */
  announcements(): string;
  person: DirectoryEntry;
  keptIds?: KeptIds;
}

/** Slack through its Web API, as the port the service needs. Bot tokens only. */
export function slackChat(options: SlackChatOptions): Chat & {
  /** Learns who the bot is and joins the announcements channel, so that the first opening need not. */
  connect(): Promise<void>;
} {
  const call = webApi(options);
  const people = slackPeople(call, options.person, options.clock, options.keptIds);
  let self: Promise<Self> | undefined;
  const joined = new Map<string, Promise<string>>();
  const givenTo = new Map<string, string>();
  // Slack can give one name to two who ask at about the same time (node-slack-sdk#1589).
  const goneNames = new Set<string>();
  const oneByOne = turns();

  return {
    async connect() {
      await Promise.all([whoAmI(), announcementsId()]);
    },

    async createChannel(request) {
      const me = await whoAmI();
      const { id, name } = await oneByOne(request.names[0] ?? "", () => create(me, request));
      return { channelId: id, name, url: `${me.url}archives/${id}` };
    },

    async setTopic({ channelId, topic, since }) {
      // Topics are not Slack text: nothing in them is escaped, and nothing may look like a mention.
      const wanted = cutPlain(topic.replaceAll("<", "‹").replaceAll(">", "›"), LONGEST_TOPIC);
      // Set again, it would be announced again in the channel.
      if (since !== undefined && (await topicOf(channelId)) === wanted) return;
      await asMember(channelId, "conversations.setTopic", (slack) =>
        slack.conversations.setTopic({ channel: channelId, topic: wanted }),
      );
    },

    async invite({ channelId, usernames, since }) {
      const there = since === undefined ? undefined : await membersOf(call, channelId);
      return invite(call, channelId, { usernames, ids: await people.idsOf(usernames), there });
    },

    async postMessage({ to, message, key, since }) {
      if (to !== "announcements") return post(to, message, key, since);
      return inNamed(announcementsId, (channelId) => post({ channelId }, message, key, since));
    },

    async postReport({ channel, setting, message, key, since }) {
      const channelId = () => namedId(channel, setting);
      await inNamed(channelId, (id) => post({ channelId: id }, message, key, since));
    },

    async tellPerson({ username, message, key, since }) {
      const channelId = await surely(directChannel(username));
      if (channelId === undefined) return "unknown";
      await post({ channelId }, message, key, since);
      return "told";
    },

    async editMessage(channelId, ts, message) {
      await withPlainFallback(message, (content) =>
        call("chat.update", (slack) => slack.chat.update({ channel: channelId, ts, ...content })),
      );
    },

    async pin(channelId, ts) {
      await fineIf(
        ["already_pinned"],
        asMember(channelId, "pins.add", (slack) => slack.pins.add({ channel: channelId, timestamp: ts })),
      );
    },

    async archive(channelId) {
      // Where the bot is no member, joining first is what finds out that it is archived.
      await fineIf(
        ["already_archived", "is_archived"],
        asMember(channelId, "conversations.archive", (slack) => slack.conversations.archive({ channel: channelId })),
      );
    },

    async bookmark({ channelId, title, link, since }) {
      if (since !== undefined && (await isBookmarked(channelId, link))) return;
      await call("bookmarks.add", (slack) => slack.bookmarks.add({ channel_id: channelId, title, type: "link", link }));
    },
  };

  async function post(
    { channelId: channel, threadTs }: { channelId: string; threadTs?: string },
    message: Message,
    key: string,
    since: number | undefined,
  ): Promise<{ channelId: string; ts: string }> {
    const found = since === undefined ? undefined : await findPosted(channel, threadTs, key, since);
    if (found) return { channelId: channel, ts: found };

    const inThread = threadTs === undefined ? {} : { thread_ts: threadTs, reply_broadcast: true as const };
    const metadata = { event_type: EVENT_TYPE, event_payload: { key } };
    const answer = await withPlainFallback(message, (content) =>
      asMember(channel, "chat.postMessage", (slack) =>
        slack.chat.postMessage({
          channel,
          ...content,
          ...inThread,
          metadata,
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    );
    const { channel: channelId, ts } = Posted.parse(answer);
    return { channelId, ts };
  }

  /**
   * The app's own conversation with somebody; undefined where Slack does not know them. It is opened rather than written
   * to by the person's id, so that a look-up reads the same conversation. Opening it again changes nothing.
   */
  async function directChannel(username: string): Promise<string | undefined> {
    const id = (await people.idsOf([username])).get(username);
    if (id === undefined) return undefined;
    const answer = await call("conversations.open", (slack) => slack.conversations.open({ users: id }));
    return Opened.parse(answer).channel.id;
  }

  /** What comes before a message posts nothing, whatever becomes of it. */
  async function surely<Answer>(work: Promise<Answer>): Promise<Answer> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof OutsideError) || error.remedy !== "look-up") throw error;
      const wait = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs };
      throw new OutsideError(error.message, "repeat", { cause: error, ...wait });
    }
  }

  /**
   * Channels given out since the start are known before their receipts are, so that of two openings for one customer
   * neither takes the other's.
   */
  async function create(
    me: Self,
    request: Parameters<Chat["createChannel"]>[0],
  ): Promise<{ id: string; name: string }> {
    const isTaken = async (id: string) =>
      (givenTo.get(id) ?? request.key) !== request.key || (await request.isTaken(id));
    const channel = await createChannel(call, me, { ...request, isTaken }, goneNames);
    givenTo.set(channel.id, request.key);
    return channel;
  }

  /** Asked once, and again where it failed. */
  function whoAmI(): Promise<Self> {
    self ??= call("auth.test", (slack) => slack.auth.test())
      .then((answer) => z.object({ user_id: z.string(), url: z.string().catch("https://slack.com/") }).parse(answer))
      .then(({ user_id, url }) => ({ userId: user_id, url: url.endsWith("/") ? url : `${url}/` }));
    self.catch(() => {
      self = undefined;
    });
    return self;
  }

  function announcementsId(): Promise<string> {
    return namedId(options.announcements(), "announcements.channel");
  }

  /** Whoever puts a channel right that is gone may well make another one of this name. */
  async function inNamed<Answer>(
    channelId: () => Promise<string>,
    work: (channelId: string) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await work(await channelId());
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !["channel_not_found", "is_archived"].includes(error.code)) throw error;
      joined.clear();
      throw new OutsideError(error.message, "repeat", { cause: error, retryAfterMs: NAMED_RETRY_MS });
    }
  }

  function namedId(name: string, setting: string): Promise<string> {
    const known = joined.get(name);
    if (known) return known;
    const id = joinNamed(call, name, setting);
    joined.set(name, id);
    id.catch(() => joined.delete(name));
    return id;
  }

  /** Somebody may have removed the bot: it joins again, which works in public channels, and tries once more. */
  async function asMember<Answer>(
    channel: string,
    method: string,
    request: (slack: WebClient) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await call(method, request);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || error.code !== "not_in_channel") throw error;
      await call("conversations.join", (slack) => slack.conversations.join({ channel }));
      return call(method, request);
    }
  }

  /** What Slack's block checks refuse is said in plain text rather than not at all. */
  async function withPlainFallback<Answer>(
    message: Message,
    send: (content: Rendered) => Promise<Answer>,
  ): Promise<Answer> {
    const rendered = render(message, await people.idsOf(peopleIn(message)));
    try {
      return await send(rendered);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !/^invalid_blocks|blocks_too_long$/.test(error.code)) throw error;
      return send({ text: rendered.text, blocks: [] });
    }
  }

  /** `limit` 15 is what every kind of app may ask for; older pages are read on while they may hold it. */
  async function findPosted(
    channel: string,
    threadTs: string | undefined,
    key: string,
    since: number,
  ): Promise<string | undefined> {
    const { userId } = await whoAmI();
    const oldest = String((since - CLOCK_SLACK_MS) / 1000);
    let cursor: { cursor?: string } = {};
    for (;;) {
      const answer = await asMember(
        channel,
        threadTs === undefined ? "conversations.history" : "conversations.replies",
        (slack) =>
          threadTs === undefined
            ? slack.conversations.history({ channel, oldest, limit: 15, include_all_metadata: true, ...cursor })
            : slack.conversations.replies({
                channel,
                ts: threadTs,
                oldest,
                limit: 15,
                include_all_metadata: true,
                ...cursor,
              }),
      );
      const found = History.parse(answer).messages.find(
        // Others' apps can write such metadata too.
        ({ user = userId, metadata }) =>
          user === userId && metadata?.event_type === EVENT_TYPE && metadata.event_payload.key === key,
      );
      if (found) return found.ts;
      const next = answer.response_metadata?.next_cursor;
      if (!answer.has_more || !next) return undefined;
      cursor = { cursor: next };
    }
  }

  async function topicOf(channelId: string): Promise<string | undefined> {
    const answer = await call("conversations.info", (slack) => slack.conversations.info({ channel: channelId }));
    const topic = Info.parse(answer).channel.topic?.value;
    return topic === undefined ? undefined : unescaped(topic);
  }

  async function isBookmarked(channelId: string, link: string): Promise<boolean> {
    const answer = await call("bookmarks.list", (slack) => slack.bookmarks.list({ channel_id: channelId }));
    const { bookmarks } = z
      .object({ bookmarks: z.array(z.object({ link: z.string().catch("") })).catch([]) })
      .parse(answer);
    return bookmarks.some((bookmark) => bookmark.link === link);
  }

  async function fineIf(codes: readonly string[], request: Promise<unknown>): Promise<void> {
    try {
      await request;
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !codes.includes(error.code)) throw error;
    }
  }
}
