import { ApiError } from "./api-error.ts";
import type { Channel, Pin, Ts, User } from "./types.ts";
import { findChannel, findMessage, isMember, type Workspace } from "./workspace.ts";

/** Nobody documents how many a channel may have; a hundred is what people report. */
const mostPins = 100;

/** `pins.add`, for members; so not in an archived channel. */
export function addPin(workspace: Workspace, user: User, id: string, ts: Ts | undefined): void {
  const channel = findOwnChannel(workspace, user, id);
  const message = findMessage(channel, checkTs(ts));
  if (message.subtype?.startsWith("channel_")) throw new ApiError("not_pinnable");
  if (channel.pins.some((pin) => pin.ts === ts)) throw new ApiError("already_pinned");
  if (channel.pins.length >= mostPins) throw new ApiError("too_many_pins");
  channel.pins.push({ ts: message.ts, user: user.id, created: workspace.seconds() });
}

/** `pins.remove`. */
export function removePin(workspace: Workspace, user: User, id: string, ts: Ts | undefined): void {
  const channel = findChannel(workspace, user, id);
  const message = findMessage(channel, checkTs(ts));
  if (!channel.pins.some((pin) => pin.ts === message.ts)) throw new ApiError("no_pin");
  channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
}

/** The pins of a channel, the newest first. */
export function listPins(workspace: Workspace, user: User, id: string): { channel: Channel; pins: Pin[] } {
  const channel = findChannel(workspace, user, id);
  return { channel, pins: channel.pins.toReversed() };
}

/** A message's ts as an argument. Fails with `no_item_specified` and `bad_timestamp`. */
export function checkTs(ts: Ts | undefined): Ts {
  if (ts === undefined || ts === "") throw new ApiError("no_item_specified");
  if (!/^\d+\.\d+$/.test(ts)) throw new ApiError("bad_timestamp");
  return ts;
}

function findOwnChannel(workspace: Workspace, user: User, id: string): Channel {
  const channel = findChannel(workspace, user, id);
  if (!isMember(channel, user.id)) throw new ApiError("not_in_channel");
  return channel;
}
