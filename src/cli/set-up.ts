import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectFiles } from "../act/project-files.ts";
import type { ProjectSetup } from "../act/project-setup.ts";
import type { Webhooks } from "../act/webhooks.ts";
import type { WorkspaceSetup } from "../act/workspace-setup.ts";
import { gitlabFiles } from "../gitlab/files.ts";
import { gitlabHooks } from "../gitlab/hooks.ts";
import { gitlabSetup } from "../gitlab/setup.ts";
import { readLabelFiles } from "../policy/label-files.ts";
import type { Settings } from "../settings.ts";
import type { Wanted } from "../setup/provision.ts";
import { slackSetup } from "../slack/setup.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Set-up has a person in front of it, who can wait a little. */
const TIMEOUT_MS = 15_000;

/** The files that come with the service. */
export const SHIPPED = {
  labels: join(ROOT, "labels"),
  templates: join(ROOT, "issue_templates"),
  policy: join(ROOT, "policy/escalation-policy.yml"),
};

export interface SetUpPorts {
  setup: ProjectSetup;
  webhooks: Webhooks;
  files: ProjectFiles;
  /** Undefined: GitLab only. */
  slack: WorkspaceSetup | undefined;
}

export function setUpPorts(
  settings: Pick<
    Settings,
    | "gitlabUrl"
    | "gitlabToken"
    | "gitlabWebhookSecret"
    | "gitlabSigningToken"
    | "slackBotToken"
    | "slackApiUrl"
    | "configProject"
  >,
  clock: () => number,
): SetUpPorts {
  const talking = { clock, timeoutMs: TIMEOUT_MS, signal: new AbortController().signal };
  const gitlab = { ...talking, url: settings.gitlabUrl, token: settings.gitlabToken };
  const { gitlabWebhookSecret: secret, gitlabSigningToken: signingToken, slackBotToken, slackApiUrl } = settings;
  return {
    setup: gitlabSetup(gitlab),
    webhooks: gitlabHooks({ ...gitlab, secret, signingToken, pushEvents: settings.configProject !== undefined }),
    files: gitlabFiles(gitlab),
    slack:
      slackBotToken === undefined ? undefined : slackSetup({ ...talking, token: slackBotToken, apiUrl: slackApiUrl }),
  };
}

/** What each of the projects should have, by the shipped files and the settings. */
export async function wantedBy(
  settings: Pick<Settings, "publicUrl" | "gitlabWebhookSecret" | "gitlabSigningToken" | "configProject">,
  { renew = false } = {},
): Promise<Wanted> {
  const names = (await readdir(SHIPPED.templates)).filter((name) => name.endsWith(".md")).sort();
  const labels = await readLabelFiles(SHIPPED.labels);
  return {
    labels,
    templates: await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(join(SHIPPED.templates, name), "utf8") })),
    ),
    severityLabels: labels.flatMap(({ name }) => (name.startsWith("severity::") ? [name] : [])),
    webhook: {
      url: `${settings.publicUrl}/webhooks/gitlab`,
      secrets: {
        token: settings.gitlabWebhookSecret !== undefined,
        signingToken: settings.gitlabSigningToken !== undefined,
      },
      renew,
      configProject: settings.configProject,
    },
  };
}
