import type { BotFacts, FoundChannel } from "../act/workspace-setup.ts";
import { type Check, failed, ok, warning } from "./check.ts";
import { announcementsObstacle } from "./plan-announcements.ts";
import { SLACK_SCOPES } from "./slack-app.ts";

const ADD_SCOPE =
  "add it under OAuth & Permissions at api.slack.com/apps, install the app again, and put its bot token into SLACK_BOT_TOKEN if it changed";

export function judgeBot({ name, team, scopes, isBot }: BotFacts): Check[] {
  const token =
    isBot === false
      ? failed(
          "Slack token",
          "it is a person's, not a bot's",
          "put the app's Bot User OAuth Token, xoxb-…, into SLACK_BOT_TOKEN",
        )
      : ok("Slack token", `@${name} in ${team}`);
  if (!scopes) {
    const remedy = `compare the app's scopes with slack-app-manifest.yml: ${SLACK_SCOPES.map(({ scope }) => scope).join(", ")}`;
    return [token, warning("Slack scopes", "Slack does not say which there are", remedy)];
  }
  const missing = SLACK_SCOPES.filter(({ scope }) => !scopes.includes(scope));
  if (missing.length === 0) return [token, ok("Slack scopes", `all ${SLACK_SCOPES.length} are granted`)];
  return [
    token,
    ...missing.map(({ scope, purpose }) => failed("Slack scopes", `${scope} is missing (for ${purpose})`, ADD_SCOPE)),
  ];
}

/** `wanted` is the channel's name or id, as the policy has it. */
export function judgeAnnouncements(wanted: string, found: FoundChannel | undefined): Check {
  const name = "Slack announcements";
  const obstacle = announcementsObstacle(wanted, found);
  if (obstacle) return failed(name, obstacle.what, obstacle.remedy);
  const channel = `#${found?.name || wanted}`;
  if (!found?.isMember) {
    return warning(
      name,
      `the bot has not joined ${channel}`,
      "run escalations provision (the service joins when it starts, too)",
    );
  }
  return ok(name, `the bot is in ${channel}`);
}
