/** A clock that runs, and that can be set forward. Milliseconds since the epoch. */
export interface MovableClock {
  now: () => number;
  /** Never back: what happened has happened. */
  setTo(at: number): void;
}

/** `time` is what it runs by. */
export function movableClock(time: () => number, beginsAt: number): MovableClock {
  let ahead = beginsAt - time();
  return {
    now: () => time() + ahead,
    setTo(at) {
      ahead = Math.max(ahead, at - time());
    },
  };
}
