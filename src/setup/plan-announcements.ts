import type { FoundChannel } from "../act/workspace-setup.ts";
import type { Obstacle, Plan } from "./steps.ts";

/** `wanted` is a channel's name or id, as the policy has it. */
export function planAnnouncements(wanted: string, found: FoundChannel | undefined): Plan {
  const obstacle = announcementsObstacle(wanted, found);
  if (obstacle) return { steps: [], obstacles: [obstacle] };
  if (!found || found.isMember) return { steps: [], obstacles: [] };
  return { steps: [{ type: "join-channel", channelId: found.id, name: found.name || wanted }], obstacles: [] };
}

/** What only people can put right about the announcements channel. */
export function announcementsObstacle(wanted: string, found: FoundChannel | undefined): Obstacle | undefined {
  if (!found) {
    return {
      what: `Slack has no channel #${wanted} that the bot can see`,
      remedy: `make #${wanted} in Slack, or invite the bot if it is private; or name another in the policy (announcements.channel)`,
    };
  }
  const name = found.name || wanted;
  if (found.isArchived) {
    return {
      what: `#${name} is archived`,
      remedy: `bring #${name} back in Slack (a bot cannot), or name another channel in the policy (announcements.channel)`,
    };
  }
  if (found.isPrivate && !found.isMember) {
    return { what: `the bot is not in the private channel #${name}`, remedy: `write /invite @<the bot> in #${name}` };
  }
  return undefined;
}
