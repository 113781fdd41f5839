import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import type { IssueTracker } from "../act/ports.ts";
import type { Store } from "../store/store.ts";

const FACT = "own-user-ids";

/** Who the service is on GitLab: echoes and its own comments are told by it. */
export interface OwnUser {
  /** Every user the service has been: a token of another user leaves the earlier one's comments behind. */
  ids(): ReadonlySet<number>;
  /** The present one, as far as is known. Throws `OutsideError` while GitLab has never said. */
  id(): number;
  isKnown(): boolean;
  /** Asks GitLab, and keeps the answer for the next start. Answers the username. Throws `OutsideError`. */
  learn(now: number): Promise<string>;
}

export async function ownUser(store: Store, tracker: IssueTracker): Promise<OwnUser> {
  const ids = new Set(
    z
      .array(z.number())
      .catch([])
      .parse(JSON.parse((await store.facts.get(FACT)) ?? "[]")),
  );
  let id = [...ids].at(-1);
  return {
    ids: () => ids,
    id() {
      if (id === undefined) throw new OutsideError("GitLab has not said yet who the service is", "repeat");
      return id;
    },
    isKnown: () => id !== undefined,
    async learn(now) {
      const user = await tracker.currentUser();
      id = user.id;
      // The present one stands last.
      ids.delete(id);
      ids.add(id);
      await store.facts.set(FACT, JSON.stringify([...ids]), now);
      return user.username;
    },
  };
}
