import { ApiError, invalidArguments } from "./api-error.ts";
import { addMember } from "./channels.ts";
import type { Channel, User } from "./types.ts";
import { findOpenChannel, isMember, type Workspace } from "./workspace.ts";

const mostInvitees = 100;

export interface InviteFailure {
  user: string;
  ok: false;
  error: string;
}

/**
 * `conversations.invite`: all or nothing. One id that cannot be invited rejects the whole batch, with the first failure as
 * the error and every failure in `errors`, unless `force` is set and somebody is left to invite.
 */
export function inviteToChannel(
  workspace: Workspace,
  inviter: User,
  id: string,
  userIds: readonly string[],
  force: boolean,
): { channel: Channel; errors: InviteFailure[] } {
  const channel = findOpenChannel(workspace, inviter, id);
  if (userIds.length === 0) throw new ApiError("no_user");
  if (userIds.length > mostInvitees) throw invalidArguments(`users: no more than ${mostInvitees} users allowed`);

  const invitees: User[] = [];
  const errors: InviteFailure[] = [];
  for (const userId of new Set(userIds)) {
    const invitee = workspace.users.get(userId);
    const error = whyNot(channel, inviter, invitee);
    if (error !== undefined) errors.push({ user: userId, ok: false, error });
    else if (invitee !== undefined) invitees.push(invitee);
  }

  const [first] = errors;
  if (first !== undefined && (!force || invitees.length === 0)) throw new ApiError(first.error, { errors });
  for (const invitee of invitees) addMember(workspace, channel, invitee);
  return { channel, errors };
}

function whyNot(channel: Channel, inviter: User, invitee: User | undefined): string | undefined {
  if (invitee === undefined) return "user_not_found";
  if (invitee.id === inviter.id) return "cant_invite_self";
  if (isMember(channel, invitee.id)) return "already_in_channel";
  if (invitee.inviteError !== undefined) return invitee.inviteError;
  if (invitee.deactivated) return "cant_invite";
  return invitee.restricted ? "user_is_restricted" : undefined;
}
