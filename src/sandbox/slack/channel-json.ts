import type { Channel, User } from "./types.ts";
import { isMember, type Workspace } from "./workspace.ts";

/** A channel as the `conversations.*` methods show it to somebody. */
export function channelJson(workspace: Workspace, channel: Channel, viewer: User): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    previous_names: [...channel.previousNames].reverse(),
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.isGeneral,
    is_member: isMember(channel, viewer.id),
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    unlinked: 0,
    created: Math.floor(channel.createdAt / 1000),
    creator: channel.creator,
    updated: channel.createdAt,
    context_team_id: workspace.teamId,
    shared_team_ids: [workspace.teamId],
    parent_conversation: null,
    topic: { ...channel.topic },
    purpose: { ...channel.purpose },
  };
}

const knownTypes = ["public_channel", "private_channel", "im", "mpim"];

/** The kinds of channel a list was asked for; undefined where one of them is unknown to Slack (`invalid_types`). */
export function readTypes(types = "public_channel"): { public: boolean; private: boolean } | undefined {
  const wanted = types.split(",").map((type) => type.trim());
  if (!wanted.every((type) => knownTypes.includes(type))) return undefined;
  return { public: wanted.includes("public_channel"), private: wanted.includes("private_channel") };
}
