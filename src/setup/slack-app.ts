import { stringify } from "yaml";

/** What the app may do in Slack, by what it is for: exactly what the service uses, and a test holds it to that. */
const SCOPES_FOR: readonly { scopes: readonly string[]; purpose: string }[] = [
  {
    scopes: ["channels:manage", "groups:write"],
    purpose: "making channels, topic, invitations; the second for private ones",
  },
  {
    scopes: ["channels:read", "groups:read", "channels:join"],
    purpose: "finding and joining the announcements channel",
  },
  {
    scopes: ["channels:history", "groups:history"],
    purpose: "looking whether a message of unknown fate was posted",
  },
  { scopes: ["chat:write", "pins:write", "bookmarks:write", "bookmarks:read"], purpose: "messages, pin, bookmarks" },
  { scopes: ["im:write", "im:history"], purpose: "the managers' daily digests, and whether one was sent" },
  {
    scopes: ["users:read", "users:read.email"],
    purpose: "finding people by e-mail, where the directory has no Slack id",
  },
];

export const SLACK_SCOPES: readonly { scope: string; purpose: string }[] = SCOPES_FOR.flatMap(({ scopes, purpose }) =>
  scopes.map((scope) => ({ scope, purpose })),
);

/** Stands in for PUBLIC_URL where nobody has said it yet. */
export const EXAMPLE_URL = "https://escalations.example.com";

/**
 * The Slack app as a manifest (docs.slack.dev, "App manifest reference"), to be pasted at api.slack.com/apps, "Create New
 * App", "From a manifest". Each company installs an app of its own: Slack limits apps that are shared much more.
 */
export function slackAppManifest(publicUrl: string): string {
  const manifest = {
    display_information: {
      name: "Escalations",
      description: "Customer escalations from GitLab: channels, announcements, reminders",
      long_description: `Opens a channel for each customer escalation on GitLab, declares it, keeps everybody told and closes it properly. The escalations are looked after by the service at ${publicUrl}, which calls Slack and is never called by it.`,
      background_color: "#8b0000",
    },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: "escalations", always_online: true },
    },
    oauth_config: { scopes: { bot: SLACK_SCOPES.map(({ scope }) => scope) } },
    settings: { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false },
  };
  return stringify(manifest, { lineWidth: 0 });
}
