import { ApiError } from "./api-error.ts";
import type { Channel } from "./types.ts";
import type { Workspace } from "./workspace.ts";

const longestName = 80;

/**
 * Slack's rules for a channel's name: lower-case letters, digits, `-` and `_`, at most 80. A wrong name is refused, never
 * put right (`conversations.create`).
 */
export function checkName(name: string): void {
  if (name === "") throw new ApiError("invalid_name_required");
  if (name.length > longestName) throw new ApiError("invalid_name_maxlength");
  if (/^[\p{P}\p{S}]+$/u.test(name)) throw new ApiError("invalid_name_punctuation");
  if (!/^[a-z0-9_-]+$/.test(name)) throw new ApiError("invalid_name_specials");
}

/**
 * Fails with `name_taken` when any channel has the name, also an archived one and a private one the caller cannot see.
 * The answer does not say which.
 */
export function checkFree(workspace: Workspace, name: string): void {
  for (const channel of workspace.channels.values()) {
    if (channel.name === name && !isFresh(workspace, channel)) throw new ApiError("name_taken");
  }
}

function isFresh(workspace: Workspace, channel: Channel): boolean {
  return workspace.nameRaceMs > 0 && workspace.clock() - channel.createdAt < workspace.nameRaceMs;
}
