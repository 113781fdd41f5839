/**
 * What to do next about a failed call:
 * - `repeat`: it certainly did not happen; try again later
 * - `look-up`: nobody knows whether it happened; look it up, then repeat
 * - `give-up`: trying again will not help; a person must do something first
 */
export type Remedy = "repeat" | "look-up" | "give-up";

/** A call to GitLab or Slack that failed, classed by what to do next. The message names the call and never a secret. */
export class OutsideError extends Error {
  override name = "OutsideError";
  readonly remedy: Remedy;
  /** How long the other side asked us to wait, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, remedy: Remedy, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.remedy = remedy;
    this.retryAfterMs = options.retryAfterMs;
  }
}
