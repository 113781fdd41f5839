import { ApiError } from "./api-error.ts";
import { type PageRequest, page } from "./paging.ts";
import type { Channel, Message, Ts } from "./types.ts";

export interface Stretch extends PageRequest {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean | undefined;
}

export interface HistoryPage {
  messages: Message[];
  next_cursor: string;
}

/**
 * `conversations.history`: the channel without what stands only in threads, newest first. A page holds the messages nearest
 * to `latest`; with `oldest` alone those nearest to `oldest`, and the next page goes forward.
 */
export function history(channel: Channel, stretch: Stretch): HistoryPage {
  const shown = within(channel.messages.filter(isInChannel), stretch);
  const forward = stretch.oldest !== undefined && Number(stretch.oldest) > 0 && stretch.latest === undefined;
  const { items, next_cursor } = page(forward ? shown : shown.toReversed(), (message) => message.ts, stretch);
  return { messages: forward ? items.toReversed() : items, next_cursor };
}

/**
 * `conversations.replies`: the parent and its replies, oldest first; of a reply's own ts, that reply alone. Fails with
 * `thread_not_found`.
 */
export function replies(channel: Channel, ts: Ts, stretch: Stretch): HistoryPage {
  const root = channel.messages.find((message) => message.ts === ts);
  if (root === undefined) throw new ApiError("thread_not_found");
  const thread = channel.messages.filter((message) => message.thread_ts === ts && message.ts !== ts);
  const { items, next_cursor } = page([root, ...within(thread, stretch)], (message) => message.ts, stretch, 1000);
  return { messages: items, next_cursor };
}

function isInChannel(message: Message): boolean {
  return message.thread_ts === undefined || message.reply_broadcast === true;
}

function within(messages: readonly Message[], { oldest, latest, inclusive = false }: Stretch): Message[] {
  const from = microseconds(oldest, "invalid_ts_oldest") ?? 0;
  const to = microseconds(latest, "invalid_ts_latest") ?? Number.POSITIVE_INFINITY;
  return messages.filter((message) => {
    const at = microseconds(message.ts, "invalid_ts_latest") ?? 0;
    return (at > from && at < to) || (inclusive && (at === from || at === to));
  });
}

/** A ts, or seconds with fewer decimals, as whole microseconds, so that two can be compared exactly. */
function microseconds(ts: string | undefined, error: string): number | undefined {
  if (ts === undefined || ts === "" || ts === "now") return undefined;
  const [, seconds = "", fraction = ""] = /^(\d+)(?:\.(\d*))?$/.exec(ts) ?? [];
  if (seconds === "") throw new ApiError(error);
  return Number(seconds) * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
