/** A moment as Slack writes it: seconds and microseconds, a string such as "1795510800.000100". It names a message in its channel. */
export type Ts = string;

/** Block Kit as it came; `blocks.ts` has checked it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Reaction {
  name: string;
  users: string[];
}

/** A message in the words of Slack's own JSON, and with what a page or a test wants to know of it. */
export interface Message {
  ts: Ts;
  user: string;
  bot_id?: string;
  /** Set on what Slack itself writes (`channel_topic`, `channel_join`, …), on `thread_broadcast` and on a `tombstone`. */
  subtype?: string;
  /** As it was sent: escaped or not. */
  text: string;
  blocks?: Block[];
  thread_ts?: Ts;
  reply_broadcast?: boolean;
  metadata?: Metadata;
  edited?: { user: string; ts: Ts };
  reactions: Reaction[];
  /** How the sender wanted `text` read: decides whether a bare @here is a ping. */
  parse?: string;
  link_names?: boolean;
}

/** A channel's topic or purpose. */
export interface Heading {
  value: string;
  creator: string;
  /** Seconds since the epoch. */
  last_set: number;
}

export interface Pin {
  ts: Ts;
  user: string;
  /** Seconds since the epoch. */
  created: number;
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  emoji: string;
  user: string;
  /** Seconds since the epoch. */
  created: number;
  updated: number;
}

export interface Channel {
  id: string;
  name: string;
  previousNames: string[];
  isPrivate: boolean;
  isArchived: boolean;
  isGeneral: boolean;
  creator: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  topic: Heading;
  purpose: Heading;
  /** Ids in the order of joining. Who was in an archived channel stays listed, but acts as no member of it. */
  members: string[];
  pins: Pin[];
  bookmarks: Bookmark[];
  /** In the order of posting, replies among them. */
  messages: Message[];
}

/** What a person and an app say to each other. */
export interface DirectMessages {
  /** A D id; as a channel that only the two of them know. */
  channel: Channel;
  /** The person's id. */
  userId: string;
}

export interface User {
  id: string;
  /** The handle, without @. */
  name: string;
  realName: string;
  email?: string;
  /** What makes the account a bot: the id its messages carry beside the user's. */
  botId?: string;
  deactivated: boolean;
  /** A guest: inviting one fails with `user_is_restricted`. */
  restricted: boolean;
  /** What inviting this person to a channel fails with, for example `ura_max_channels`. */
  inviteError?: string;
}
