import type { Hook } from "../model.ts";

const failuresAllowed = 3;
const failuresForGood = 39;
const firstPause = 60_000;
const longestPause = 24 * 60 * 60_000;

export type AlertStatus = "executable" | "temporarily_disabled" | "disabled";

/** What GitLab shows of a hook's health; `now` in milliseconds. */
export function alertStatus(hook: Hook, now: number): AlertStatus {
  if (hook.recentFailures > failuresForGood) return "disabled";
  return hook.disabledUntil !== null && hook.disabledUntil > now ? "temporarily_disabled" : "executable";
}

/** A success forgets all failures. */
export function countSuccess(hook: Hook): void {
  hook.recentFailures = 0;
  hook.disabledUntil = null;
}

/**
 * The fourth failure in a row disables the hook for a minute, each further one for twice as long, a day at most; the fortieth for good
 * (app/models/concerns/web_hooks/auto_disabling.rb).
 */
export function countFailure(hook: Hook, now: number): void {
  hook.recentFailures += 1;
  const beyond = hook.recentFailures - failuresAllowed;
  if (beyond > 0) hook.disabledUntil = now + Math.min(firstPause * 2 ** (beyond - 1), longestPause);
}
