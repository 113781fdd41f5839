import { z } from "zod";
import { SlackRefusal } from "./failure.ts";
import type { SlackCall } from "./web-api.ts";

/** Somebody who is not on Slack today may be tomorrow. */
const UNKNOWN_KEPT_MS = 60 * 60_000;
const KNOWN_KEPT_MS = 24 * 60 * 60_000;

export interface SlackPeople {
  /** Slack ids by GitLab username, of those Slack knows. */
  idsOf(usernames: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Where ids found by e-mail are kept beyond this process; `at` is when (ms). */
export interface KeptIds {
  get(email: string): Promise<{ id: string; at: number } | undefined>;
  set(email: string, found: { id: string; at: number }): Promise<void>;
}

/** What the directory says of somebody. */
export type DirectoryEntry = (
  username: string,
) => { slack_id?: string | undefined; email?: string | undefined } | undefined;

/** Finds people on Slack: by the directory's id, else by e-mail (users.lookupByEmail), which is remembered for a day. */
export function slackPeople(call: SlackCall, entry: DirectoryEntry, clock: () => number, kept?: KeptIds): SlackPeople {
  const found = new Map<string, { until: number; id: Promise<string | undefined> }>();
  return {
    async idsOf(usernames) {
      const pairs = await Promise.all(
        [...new Set(usernames)].map(async (username) => [username, await idOf(username)] as const),
      );
      return new Map(pairs.flatMap(([username, id]) => (id === undefined ? [] : [[username, id]])));
    },
  };

  async function idOf(username: string): Promise<string | undefined> {
    const { slack_id, email } = entry(username) ?? {};
    if (slack_id) return slack_id;
    if (!email) return undefined;
    const known = found.get(email);
    if (known && clock() < known.until) return known.id;
    // The promise is remembered, so that messages sent side by side ask once.
    const asked = { until: clock() + KNOWN_KEPT_MS, id: remembered(email) };
    found.set(email, asked);
    try {
      if ((await asked.id) === undefined) asked.until = clock() + UNKNOWN_KEPT_MS;
    } catch (error) {
      found.delete(email);
      throw error;
    }
    return asked.id;
  }

  async function remembered(email: string): Promise<string | undefined> {
    const before = await kept?.get(email);
    if (before && clock() < before.at + KNOWN_KEPT_MS) return before.id;
    const id = await lookUp(email);
    if (id !== undefined) await kept?.set(email, { id, at: clock() });
    return id;
  }

  async function lookUp(email: string): Promise<string | undefined> {
    try {
      const answer = await call("users.lookupByEmail", (slack) => slack.users.lookupByEmail({ email }));
      return z.object({ user: z.object({ id: z.string() }) }).parse(answer).user.id;
    } catch (error) {
      // Whatever Slack has against the question, what is said to the others must not wait for one person.
      if (error instanceof SlackRefusal && error.remedy === "give-up") return undefined;
      throw error;
    }
  }
}
