import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { z } from "zod";
import { doctor } from "../../src/cli/doctor.ts";
import { provision } from "../../src/cli/provision.ts";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { ANNOUNCEMENTS, DIRECTORY } from "../../src/sandbox/company.ts";
import { type Embedded, startEmbedded } from "../../src/sandbox/embedded.ts";

export const HOOK_URL = "http://127.0.0.1:9/webhooks/gitlab";
const TEMPLATE = "issue_templates/Account escalation.md";

const Report = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), status: z.string(), what: z.string(), remedy: z.string().optional() })),
});
export type Checked = z.infer<typeof Report>["checks"][number];

/** An operator with a bare project, people in it and a workspace, and the commands run as they run them. */
export interface Operator extends Embedded {
  env: Record<string, string>;
  provision(...args: string[]): Promise<{ code: number; lines: string[] }>;
  /** What the doctor finds that is not ok. */
  doctor(): Promise<{ code: number; wrong: Checked[]; all: Checked[] }>;
  /** Lets GitLab answer otherwise, once per time given. */
  gitlabAnswers(path: RegExp, status: number, body: unknown, headers?: Record<string, string>): void;
  /** Calls to GitLab that were no reads, since the last time. */
  writes(): string[];
  project(): ReturnType<Embedded["gitlab"]["state"]>["projects"][number];
  api(method: string, path: string, body?: object): Promise<unknown>;
}

export interface OperatorOptions {
  offMs?: number;
  slack?: boolean;
  isProvisioned?: boolean;
  env?: Record<string, string>;
}

/** `offMs`: how far this machine's clock is from GitLab's and Slack's; `isProvisioned`: all is there already. */
export async function anOperator({
  offMs = 0,
  slack = true,
  isProvisioned = false,
  env = {},
}: OperatorOptions = {}): Promise<Operator> {
  const folder = await mkdtemp(join(tmpdir(), "operator-"));
  await writeFile(join(folder, "directory.yml"), DIRECTORY);
  const embedded = await startEmbedded({ port: 0, tier: "free", clock: Date.now, ...(await shipped(isProvisioned)) });
  if (isProvisioned) provisioned(embedded);
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await embedded.close();
    await rm(folder, { recursive: true });
  });
  const settings: Record<string, string> = {
    GITLAB_URL: `${embedded.url}/gitlab`,
    GITLAB_TOKEN: embedded.gitlabToken,
    GITLAB_PROJECT: embedded.projectPath,
    GITLAB_WEBHOOK_SECRET: embedded.webhookSecret,
    ...(slack && { SLACK_BOT_TOKEN: embedded.slack.botToken }),
    SLACK_API_URL: `${embedded.url}/slack/api/`,
    DATA_DIR: join(folder, "data"),
    DIRECTORY_FILE: join(folder, "directory.yml"),
    // Where nothing listens.
    PUBLIC_URL: "http://127.0.0.1:9",
    ...env,
  };
  const clock = () => Date.now() + offMs;
  const { gitlab } = embedded;
  return {
    ...embedded,
    env: settings,
    provision: (...args) => printed(() => provision(args, settings, clock)),
    async doctor() {
      const { code, lines } = await printed(() => doctor(["--json"], settings, clock));
      const { checks } = Report.parse(JSON.parse(lines.join("\n")));
      return { code, all: checks, wrong: checks.filter(({ status }) => status !== "ok") };
    },
    gitlabAnswers(path, status, body, headers = {}) {
      gitlab.faults.once({ path, times: 99, fault: { kind: "status", status, body, headers } });
    },
    writes() {
      const made = gitlab.requests.all().filter(({ method }) => method !== "GET");
      gitlab.requests.reset();
      return made.map(({ method, path }) => `${method} ${path}`);
    },
    project() {
      const [project] = gitlab.state().projects;
      if (!project) throw new Error("there is no project");
      return project;
    },
    async api(method, path, body) {
      const answer = await fetch(`${embedded.url}/gitlab/api/v4/projects/${embedded.projectId}${path}`, {
        ...{ method, headers: { "private-token": embedded.gitlabToken, "content-type": "application/json" } },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}

async function shipped(isProvisioned: boolean) {
  if (!isProvisioned) return { labels: [], template: "mine" };
  return { labels: await readLabelFiles("labels"), template: readFileSync(TEMPLATE, "utf8") };
}

/** As provisioning would leave it, without its calls. */
function provisioned({ gitlab, projectId, slack, webhookSecret }: Embedded): void {
  gitlab.setTemplate(projectId, "Root cause analysis", readFileSync("issue_templates/Root cause analysis.md", "utf8"));
  const events = { issues_events: true, note_events: true };
  const confidential = { confidential_issues_events: true, confidential_note_events: true };
  gitlab.addHook(projectId, { url: HOOK_URL, token: webhookSecret, ...events, ...confidential });
  const announcements = slack.state().channels.find(({ name }) => name === ANNOUNCEMENTS);
  slack.as(slack.botUserId).join(announcements?.id ?? "");
}

export async function printed(command: () => Promise<number>): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const take = (text: unknown) => void lines.push(String(text));
  const spies = [
    vi.spyOn(console, "log").mockImplementation(take),
    vi.spyOn(console, "error").mockImplementation(take),
  ];
  const code = await command();
  for (const spy of spies) spy.mockRestore();
  return { code, lines };
}
