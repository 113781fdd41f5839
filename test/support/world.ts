import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, startApp, type Timings } from "../../src/app.ts";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import type { Log } from "../../src/reconcile/log.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { type Embedded, startEmbedded } from "../../src/sandbox/embedded.ts";
import type { Fault } from "../../src/sandbox/gitlab/faults.ts";
import type { IssueView } from "../../src/sandbox/gitlab/snapshot.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { readSettings } from "../../src/settings.ts";
import { NO_TRACING, type Tracing } from "../../src/tracing.ts";
import { startThread } from "./store-threads.ts";

export interface WorldOptions {
  tier?: "free" | "premium";
  slack?: boolean;
  directory?: string;
  policy?: string;
  env?: Record<string, string>;
  /** Shorter ones, so that tests of outages do not wait. */
  timings?: Partial<Timings>;
  /** What ails GitLab from the beginning. */
  gitlab?: Fault;
  tracing?: Tracing;
  /** What time it is at the start (ms); by default the real one. */
  now?: number;
}

/** The real service against the embedded GitLab and Slack, over real HTTP, with a store of its own. */
export interface World extends Embedded {
  app: App;
  /** Where the embedded store is. */
  dataDir: string;
  logged: { level: string; message: string; fields: object }[];
  /** Resolves once webhooks are delivered and nothing is due or running. */
  settled(): Promise<void>;
  /** Stops the service and starts it again on the same store. */
  restart(): Promise<void>;
  /** Stops the service, loses its store and starts it again on an empty one. */
  loseStore(): Promise<void>;
  /** What people and the service said in a Slack channel, by name. */
  said(channel: string): { text: string; ts: string }[];
  /** What the service said to somebody alone, by username, oldest first. */
  told(username: string): string[];
  statusNotes(iid: number): IssueView["notes"];
  setClock(now: number): void;
  /** Writes another directory.yml and has it read. */
  changeDirectory(directory: string): Promise<void>;
  /** Lets time pass (ms): what waits is due earlier, once something wakes the service. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

const ANSWERS_MS = 15_000;

export async function startWorld({
  tier = "premium",
  slack: withSlack = true,
  directory = DIRECTORY,
  policy,
  env = {},
  timings = {},
  gitlab: ailment,
  tracing = NO_TRACING,
  now: startsAt = Date.now(),
}: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "escalations-"));
  await writeFile(join(folder, "directory.yml"), directory);
  if (policy !== undefined) await writeFile(join(folder, "policy.yml"), policy);
  let offset = startsAt - Date.now();
  const clock = () => Date.now() + offset;
  const embedded = await startEmbedded({
    port: 0,
    tier,
    clock,
    labels: await readLabelFiles("labels"),
    template: await readFile("issue_templates/Account escalation.md", "utf8"),
  });
  embedded.gitlab.faults.mode = ailment;
  const logged: World["logged"] = [];
  const settings = await readSettings(
    {
      GITLAB_URL: `${embedded.url}/gitlab`,
      GITLAB_TOKEN: embedded.gitlabToken,
      GITLAB_PROJECT: embedded.projectPath,
      GITLAB_WEBHOOK_SECRET: embedded.webhookSecret,
      ...(withSlack && { SLACK_BOT_TOKEN: embedded.slack.botToken }),
      SLACK_API_URL: `${embedded.url}/slack/api/`,
      DATA_DIR: join(folder, "data"),
      PORT: "0",
      DIRECTORY_FILE: join(folder, "directory.yml"),
      ...(policy !== undefined && { POLICY_FILE: join(folder, "policy.yml") }),
      API_TOKEN: "api-token-of-the-test",
      ...env,
    },
    { dotEnvFile: join(folder, "none") },
  );

  const world: World = {
    ...embedded,
    dataDir: settings.dataDir,
    app: await startApp({ settings, clock, log: recorder(logged), timings, tracing, startThread }),
    logged,
    async settled() {
      const until = Date.now() + ANSWERS_MS;
      for (let quiet = 0; quiet < 3; ) {
        await embedded.gitlab.settled();
        const { due, claimed } = await world.app.store.work.counts(clock());
        quiet = due + claimed === 0 ? quiet + 1 : 0;
        if (Date.now() > until)
          throw new Error(
            `not settled: ${due} due, ${claimed} claimed\n${logged.map((line) => JSON.stringify(line)).join("\n")}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async loseStore() {
      await world.app.close();
      await rm(settings.dataDir, { recursive: true });
      await world.restart();
    },
    async restart() {
      await world.app.close();
      world.app = await startApp({
        settings: { ...settings, port: Number(new URL(world.app.url).port) },
        clock,
        log: recorder(logged),
        ...{ timings, tracing, startThread },
      });
    },
    said(name) {
      const channel = embedded.slack.state().channels.find((candidate) => candidate.name === name);
      if (!channel) throw new Error(`there is no channel #${name}`);
      return saidIn(channel).map(({ text, ts }) => ({ text, ts }));
    },
    told(username) {
      const { users, directs } = embedded.slack.state();
      const id = users.find(({ name }) => name === username)?.id;
      return directs.filter(({ userId }) => userId === id).flatMap(({ messages }) => messages.map(({ text }) => text));
    },
    statusNotes(iid) {
      return embedded.gitlab.issue(iid).notes.filter(({ body }) => body.includes("<!-- escalations:status -->"));
    },
    async changeDirectory(changed) {
      await writeFile(join(folder, "directory.yml"), changed);
      await world.app.configuration.reload();
    },
    setClock(now) {
      offset = now - Date.now();
    },
    pass(ms) {
      offset += ms;
    },
    async stop() {
      await world.app.close();
      await embedded.close();
      await rm(folder, { recursive: true });
    },
  };
  embedded.hookTo(world.app.url);
  return world;
}

function recorder(logged: World["logged"]): Log {
  const at = (level: string) => (fields: object, message: string) => void logged.push({ level, message, fields });
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

export interface Answers {
  customer?: string;
  severity?: readonly string[];
  origin?: readonly string[];
  nature?: readonly string[];
  happening?: string;
  asks?: string;
  people?: Record<string, string>;
  productArea?: string;
  labelled?: boolean;
}

/** The shipped template, filled in as a person would. */
export async function filledIn(answers: Answers): Promise<string> {
  const template = await readFile("issue_templates/Account escalation.md", "utf8");
  const ticks = [...(answers.severity ?? []), ...(answers.origin ?? []), ...(answers.nature ?? [])];
  let text = template;
  for (const tick of ticks) text = text.replace(`- [ ] ${tick}`, `- [x] ${tick}`);
  for (const [role, username] of Object.entries(answers.people ?? {}))
    text = text.replace(`- ${role}:`, `- ${role}: @${username}`);
  const under = (heading: string, answer: string | undefined) => {
    if (answer !== undefined) text = text.replace(`## ${heading}\n`, `## ${heading}\n\n${answer}\n`);
  };
  under("Customer", answers.customer ?? "Acme Corp");
  under("What is happening", answers.happening);
  under("Immediate asks", answers.asks);
  under("Product area", answers.productArea);
  return text;
}
