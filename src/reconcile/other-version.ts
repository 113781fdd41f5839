import { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";

/**
 * What the store holds of an issue was written by another version of the service: a newer replica's while an update rolls
 * through, or the one before a step back. Whoever understands it does the work; the others leave it alone.
 */
export class OtherVersion extends Error {
  override name = "OtherVersion";
}

/** What is remembered of an issue. Throws `OtherVersion`. */
export function readMemory(key: IssueKey, stored: string): Memory {
  try {
    return Memory.parse(JSON.parse(stored));
  } catch (cause) {
    throw new OtherVersion(
      `what is remembered of ${key} was stored by another version of the service, and this one does not understand it: it is left to a version that does`,
      { cause },
    );
  }
}
