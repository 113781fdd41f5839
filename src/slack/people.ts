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

/** What the directory says of somebody. */
export type DirectoryEntry = (username: string) => { slack_id?: string | undefined; email?: string | undefined } | undefined;

/** Finds people on Slack: by the directory's id, else by e-mail (users.lookupByEmail), which is remembered for a day. */
export function slackPeople(call: SlackCall, entry: DirectoryEntry, clock: () => number): SlackPeople {
  const found = new Map<string, { until: number; id: Promise<string | undefined> }>();
  return {
    async idsOf(usernames) {
      const pairs = await Promise.all([...new Set(usernames)].map(async (username) => [username, await idOf(username)] as const));
      return new Map(pairs.flatMap(([username, id]) => (id === undefined ? [] : [[username, id]])));
    },
  };

  async function idOf(username: string): Promise<string | undefined> {
    const { slack_id, email } = entry(username) ?? {};
    if (slack_id) return slack_id;
    if (!email) return undefined;
    const known = found.get(email);
    if (known && clock() < known.until) return known.id;
    // The promise is kept, so that messages sent side by side ask once.
    const id = lookUp(email);
    const kept = { until: clock() + KNOWN_KEPT_MS, id };
    found.set(email, kept);
    try {
      if ((await id) === undefined) kept.until = clock() + UNKNOWN_KEPT_MS;
    } catch (error) {
      found.delete(email);
      throw error;
    }
    return id;
  }

  async function lookUp(email: string): Promise<string | undefined> {
    try {
      const answer = await call("users.lookupByEmail", (slack) => slack.users.lookupByEmail({ email }));
      return z.object({ user: z.object({ id: z.string() }) }).parse(answer).user.id;
    } catch (error) {
      if (error instanceof SlackRefusal && ["users_not_found", "user_not_found", "missing_scope"].includes(error.code)) return undefined;
      throw error;
    }
  }
}
