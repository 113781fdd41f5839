import type { Log } from "../reconcile/log.ts";

/** For commands that say what they found themselves: only what went wrong besides is told. */
export const LOG_TO_STDERR: Log = { info: () => undefined, warn: say, error: say };

function say(fields: object, message: string): void {
  console.error(`${message}: ${JSON.stringify(fields)}`);
}
