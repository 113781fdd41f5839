import { OutsideError } from "../act/outside-error.ts";
import type { WorkspaceSetup } from "../act/workspace-setup.ts";
import { type Directory, findPerson } from "../policy/directory.ts";
import { type Check, failed, ok } from "./check.ts";
import { peopleOf } from "./directory-people.ts";
import { judgeAnnouncements, judgeBot } from "./judge-slack.ts";
import { judgeClock, judgeSlackPeople } from "./judge-surroundings.ts";

/** Slack answers about fifty such questions a minute. */
const MOST_ASKED_ABOUT = 40;

/** Looks at the workspace: token, scopes, announcements channel, people. Nothing is changed. */
export async function examineSlack(
  slack: WorkspaceSetup,
  { channel, directory }: { channel: string | undefined; directory: Directory | undefined },
): Promise<Check[]> {
  try {
    const bot = judgeBot(await slack.self());
    return [
      ...bot,
      ...judgeClock("Slack", slack.clocks()),
      // Without a policy and a directory, which is told elsewhere, nobody knows what to look for.
      ...(channel === undefined ? [] : [await announcements(slack, channel)]),
      ...(directory ? await people(slack, directory) : []),
    ];
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const remedy =
      "check SLACK_BOT_TOKEN (the app's Bot User OAuth Token, xoxb-…), and that this machine reaches Slack";
    return [failed("Slack token", error.message, remedy), ...judgeClock("Slack", slack.clocks())];
  }
}

async function announcements(slack: WorkspaceSetup, channel: string): Promise<Check> {
  try {
    return judgeAnnouncements(channel, await slack.channel(channel));
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return failed("Slack announcements", error.message, "put that right first; then the channel can be looked for");
  }
}

async function people(slack: WorkspaceSetup, directory: Directory): Promise<Check[]> {
  const entries = peopleOf(directory).map((username) => ({ username, ...findPerson(directory, username) }));
  const named = entries.filter(({ email, slack_id }) => email !== undefined || slack_id !== undefined);
  const unnamed = entries.filter((one) => !named.includes(one)).map(({ username }) => username);
  const missing: string[] = [];
  let asked = 0;
  for (const { username, email, slack_id } of named.slice(0, MOST_ASKED_ABOUT)) {
    try {
      if (!(await slack.knows({ slackId: slack_id, email }))) missing.push(username);
      asked += 1;
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      // It has had enough of such questions, or a scope is missing, which has been told.
      break;
    }
  }
  return entries.length === 0 ? [] : judgeSlackPeople(missing, unnamed, named.length - asked);
}

/** Said, as it may be a token that was forgotten. */
export const GITLAB_ONLY: Check = ok(
  "Slack",
  "not connected: SLACK_BOT_TOKEN is not set, so everything happens on GitLab only",
);
