import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { type Embedded, startEmbedded } from "../../src/sandbox/embedded.ts";

const MAIN = resolve("src/main.ts");
const LONGEST_WAIT_MS = 10_000;

/** The service as a process of its own, to be stopped and killed. */
export interface ServiceProcess {
  /** Everything it wrote to stdout and stderr so far. */
  output(): { stdout: string; stderr: string };
  /** Resolves once its output holds a text. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, or the signal it died of. Fails where it lives on for long. */
  exit(): Promise<number | NodeJS.Signals | null>;
}

/** An embedded GitLab and Slack in this process, and what a service needs to know to run against them. */
export interface Surroundings extends Embedded {
  folder: string;
  env: Record<string, string>;
  serviceUrl: string;
  /** Starts a process; `changed` are settings of its own, undefined takes one away. */
  start(changed?: Record<string, string | undefined>, command?: string): ServiceProcess;
  /** Starts the service and waits until it has connected and looked at everything. */
  serve(changed?: Record<string, string>): Promise<ServiceProcess>;
  /** Resolves once nothing is due or running in the service. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** `clock` is that of GitLab and Slack; the service goes by the machine's. */
export async function surroundings(
  changed: Record<string, string> = {},
  clock: () => number = Date.now,
): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), "escalations-process-"));
  await writeFile(join(folder, "directory.yml"), DIRECTORY);
  await mkdir(join(folder, "data"));
  const embedded = await startEmbedded({
    port: 0,
    tier: "premium",
    clock,
    labels: await readLabelFiles("labels"),
    template: await readFile("issue_templates/Account escalation.md", "utf8"),
  });
  const port = await freePort();
  const serviceUrl = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    GITLAB_URL: `${embedded.url}/gitlab`,
    GITLAB_TOKEN: embedded.gitlabToken,
    GITLAB_PROJECT: embedded.projectPath,
    GITLAB_WEBHOOK_SECRET: embedded.webhookSecret,
    SLACK_BOT_TOKEN: embedded.slack.botToken,
    SLACK_API_URL: `${embedded.url}/slack/api/`,
    DATA_DIR: join(folder, "data"),
    PORT: String(port),
    POLICY_FILE: resolve("policy/escalation-policy.yml"),
    DIRECTORY_FILE: join(folder, "directory.yml"),
    API_TOKEN: "api-token-of-the-test",
    ...changed,
  };
  embedded.hookTo(serviceUrl);
  const children = new Set<ChildProcess>();

  const start: Surroundings["start"] = (overrides = {}, command = "serve") => {
    const wanted = Object.entries({ ...env, ...overrides }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const child = spawn(process.execPath, [MAIN, command], { cwd: folder, env: Object.fromEntries(wanted) });
    children.add(child);
    return watched(child);
  };
  return {
    ...embedded,
    ...{ folder, env, serviceUrl, start },
    async serve(overrides) {
      const service = start(overrides);
      await service.says("full look done");
      return service;
    },
    async quiet() {
      const until = Date.now() + LONGEST_WAIT_MS;
      for (let times = 0; times < 2; ) {
        await embedded.gitlab.settled();
        times = (await isQuiet(serviceUrl)) ? times + 1 : 0;
        if (Date.now() > until) throw new Error("the service does not come to rest");
        await new Promise((wait) => setTimeout(wait, 20));
      }
    },
    async stop() {
      for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await embedded.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function watched(child: ChildProcess): ServiceProcess {
  const written = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    written.stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    written.stderr += chunk;
  });
  const exited = once(child, "close").then(() => child.exitCode ?? child.signalCode);
  return {
    output: () => ({ ...written }),
    async says(text) {
      const until = Date.now() + LONGEST_WAIT_MS;
      while (!`${written.stdout}${written.stderr}`.includes(text)) {
        if (Date.now() > until || child.exitCode !== null)
          throw new Error(`the service never said "${text}":\n${written.stdout}${written.stderr}`);
        await new Promise((wait) => setTimeout(wait, 5));
      }
    },
    signal: (name) => void child.kill(name),
    async exit() {
      const tooLong = AbortSignal.timeout(LONGEST_WAIT_MS);
      const late = new Promise<never>((_, fail) => {
        tooLong.addEventListener("abort", () =>
          fail(new Error(`the service lives on:\n${written.stdout}${written.stderr}`)),
        );
      });
      return Promise.race([exited, late]);
    },
  };
}

async function isQuiet(url: string): Promise<boolean> {
  try {
    const text = await (await fetch(`${url}/metrics`)).text();
    return ["due", "claimed"].every((state) => text.includes(`escalations_work{state="${state}"} 0`));
  } catch {
    // Not listening yet, or killed just now.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
