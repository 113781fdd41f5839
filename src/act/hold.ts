import { AsyncLocalStorage } from "node:async_hooks";
import { OutsideError } from "./outside-error.ts";

/** For how long nobody else begins the same thing: until this moment of `performance.now()` (ms), unless renewed. */
export interface Hold {
  until: number;
  /** Given when it is known to be lost: what is under way is cut off, or not even sent where it was about to be. */
  lost: AbortController;
}

const holds = new AsyncLocalStorage<Hold>();

/** Every call that `work` makes goes out only while the hold lasts. */
export function underHold<Answer>(hold: Hold, work: () => Promise<Answer>): Promise<Answer> {
  return holds.run(hold, work);
}

/**
 * For whoever is about to make a call: a process that was paused meanwhile (stopped, frozen, starved) goes on in the
 * middle of what another has done since. Throws `OutsideError`: nothing happened. Answers what ends the call.
 */
export function assertHeld(call: string): AbortSignal[] {
  const hold = holds.getStore();
  if (hold !== undefined && (hold.lost.signal.aborted || performance.now() >= hold.until))
    throw new OutsideError(
      `${call}: not made, because this process was paused for longer than it holds its work`,
      "repeat",
    );
  return hold === undefined ? [] : [hold.lost.signal];
}
