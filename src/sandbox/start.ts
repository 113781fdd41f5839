import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DIRECTORY } from "./company.ts";
import { type Embedded, type EmbeddedOptions, startEmbedded } from "./embedded.ts";
import type { MovableClock } from "./movable-clock.ts";

/** The service under play. */
export interface Service {
  url: string;
  /** How many issues it is at, or should be. */
  busy(): Promise<number>;
  /** When it wants to look at something next (ms since the epoch); undefined: not by itself. */
  nextDueAt(): Promise<number | undefined>;
  /** Has it look now for what is due: its clock was set. */
  wake(): void;
  close(): Promise<void>;
}

export interface SandboxOptions extends Omit<EmbeddedOptions, "clock"> {
  /** The one time of GitLab, Slack and the service. */
  clock: MovableClock;
  /** Starts the real service. The settings are those of its environment, the folder is thrown away at the end. */
  startService(settings: Record<string, string>, folder: string): Promise<Service>;
}

/** The embedded GitLab and Slack with the real service between them. */
export interface Sandbox extends Embedded {
  service: Service;
  template: string;
  /** Everything of the service on disk: its directory.yml, its store. */
  folder: string;
  clock: MovableClock;
  /**
   * Lets time pass until a moment (ms since the epoch) without waiting for it: sets the clock to each moment at which the
   * service has something to do, and answers that moment once it is done; the last one is `until`.
   */
  timeTo(until: number): AsyncGenerator<number>;
  /** Resolves once webhooks are delivered and the service has nothing to do. Rejects after a while. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 20;

/** Starts all of it; nothing is left behind where that fails. */
export async function startSandbox({ startService, clock, ...options }: SandboxOptions): Promise<Sandbox> {
  const embedded = await startEmbedded({ ...options, clock: clock.now });
  const folder = await mkdtemp(join(tmpdir(), "escalations-sandbox-"));
  const clear = async () => {
    await embedded.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeFile(join(folder, "directory.yml"), DIRECTORY);
    const service = await startService(settingsFor(embedded, folder), folder);
    embedded.hookTo(service.url);
    return {
      ...embedded,
      service,
      template: options.template,
      folder,
      clock,
      timeTo: (until) => timeTo(until, { clock, service, rest: () => settled(embedded, service) }),
      settled: () => settled(embedded, service),
      async stop() {
        // What hangs or waits on purpose would hold the service up.
        embedded.gitlab.faults.clear();
        embedded.slack.faults.clear();
        await service.close();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

function settingsFor(embedded: Embedded, folder: string): Record<string, string> {
  return {
    GITLAB_URL: `${embedded.url}/gitlab`,
    GITLAB_TOKEN: embedded.gitlabToken,
    GITLAB_PROJECT: embedded.projectPath,
    GITLAB_WEBHOOK_SECRET: embedded.webhookSecret,
    SLACK_BOT_TOKEN: embedded.slack.botToken,
    SLACK_API_URL: `${embedded.url}/slack/api/`,
    DATA_DIR: join(folder, "data"),
    DIRECTORY_FILE: join(folder, "directory.yml"),
    HOST: "127.0.0.1",
    PORT: "0",
    OIDC_CLIENT_ID: embedded.application.clientId,
    OIDC_CLIENT_SECRET: embedded.application.clientSecret,
    API_TOKEN: randomBytes(16).toString("hex"),
  };
}

/** Quiet three times in a row: between a webhook's delivery and the work that it makes due there is a moment. */
async function settled({ gitlab }: Embedded, service: Service): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS;
  for (let quiet = 0; quiet < 3; ) {
    await gitlab.settled();
    const busy = await service.busy();
    quiet = busy === 0 ? quiet + 1 : 0;
    if (performance.now() > until) {
      throw new Error(`The service has not come to rest in ${LONGEST_WAIT_MS / 1000} s: ${busy} issues are still due.`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function* timeTo(
  until: number,
  { clock, service, rest }: { clock: MovableClock; service: Service; rest: () => Promise<void> },
): AsyncGenerator<number> {
  for (let at = Number.NEGATIVE_INFINITY; at < until; ) {
    at = Math.min((await service.nextDueAt()) ?? until, until);
    clock.setTo(at);
    service.wake();
    await rest();
    yield at;
  }
}
