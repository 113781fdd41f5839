import { z } from "zod";
import type { Results } from "../decide/action.ts";
import { SlackRefusal } from "./failure.ts";
import type { SlackCall } from "./web-api.ts";

const PerPerson = z.object({
  errors: z.array(z.object({ user: z.string().optional(), error: z.string() })).catch([]),
});
const Members = z.object({
  members: z.array(z.string()).catch([]),
  response_metadata: z.object({ next_cursor: z.string().catch("") }).catch({ next_cursor: "" }),
});
/** Words that are as good as success. */
const FINE = ["already_in_channel", "cant_invite_self"];
/** Words that are about the channel or the app, not about somebody: nobody at all was invited. */
const ABOUT_THE_CHANNEL = ["channel_not_found", "is_archived", "not_in_channel", "missing_scope", "restricted_action"];

/** Slack ids of everybody in a channel. */
export async function membersOf(call: SlackCall, channel: string): Promise<ReadonlySet<string>> {
  const all: string[] = [];
  for (let cursor = ""; ; ) {
    const page = Members.parse(
      await call("conversations.members", (slack) =>
        slack.conversations.members({ channel, limit: 200, ...(cursor !== "" && { cursor }) }),
      ),
    );
    all.push(...page.members);
    cursor = page.response_metadata.next_cursor;
    if (cursor === "") return new Set(all);
  }
}

/**
 * Invites people; one who cannot be invited does not keep the others out, for Slack otherwise rejects the whole batch
 * (conversations.invite). `ids` are the Slack ids by username; who has none is `unknown`. `there` is who is in already, where that
 * was looked up.
 */
export async function invite(
  call: SlackCall,
  channelId: string,
  {
    usernames,
    ids,
    there,
  }: { usernames: readonly string[]; ids: ReadonlyMap<string, string>; there: ReadonlySet<string> | undefined },
): Promise<Results["invite"]> {
  const known = usernames.flatMap((username) => {
    const id = ids.get(username);
    return id === undefined ? [] : [{ username, id }];
  });
  const missing = known.filter(({ id }) => !there?.has(id));
  const refused = missing.length === 0 ? [] : await inviteTogether();
  const refusedNames = new Set(refused.map(({ username }) => username));
  return {
    invited: known.map(({ username }) => username).filter((username) => !refusedNames.has(username)),
    unknown: usernames.filter((username) => !ids.has(username)),
    refused,
  };

  async function inviteTogether(): Promise<Results["invite"]["refused"]> {
    try {
      const answer = await call("conversations.invite", (slack) =>
        slack.conversations.invite({ channel: channelId, users: missing.map(({ id }) => id).join(","), force: true }),
      );
      return refusals(answer);
    } catch (error) {
      if (!isAboutPeople(error)) throw error;
      if (missing.length === 1) return reasonsFor(error);
      const each = await Promise.all(missing.map((one) => inviteOne(one)));
      return each.flat();
    }
  }

  async function inviteOne({ id }: { id: string }): Promise<Results["invite"]["refused"]> {
    try {
      await call("conversations.invite", (slack) => slack.conversations.invite({ channel: channelId, users: id }));
      return [];
    } catch (error) {
      if (!isAboutPeople(error)) throw error;
      return FINE.includes(error.code) ? [] : [{ username: usernameOf(id), reason: error.code }];
    }
  }

  function reasonsFor(error: SlackRefusal): Results["invite"]["refused"] {
    return FINE.includes(error.code) ? [] : missing.map(({ username }) => ({ username, reason: error.code }));
  }

  function refusals(answer: unknown): Results["invite"]["refused"] {
    return PerPerson.parse(answer)
      .errors.filter(({ error, user }) => user !== undefined && !FINE.includes(error))
      .map(({ user = "", error }) => ({ username: usernameOf(user), reason: error }));
  }

  function usernameOf(id: string): string {
    return known.find((one) => one.id === id)?.username ?? id;
  }
}

function isAboutPeople(error: unknown): error is SlackRefusal {
  return error instanceof SlackRefusal && error.remedy === "give-up" && !ABOUT_THE_CHANNEL.includes(error.code);
}
