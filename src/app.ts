import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type NextFunction, type Request, type Response } from "express";
import { OutsideError } from "./act/outside-error.ts";
import type { Ports } from "./act/perform.ts";
import { receiptsOf } from "./decide/receipts.ts";
import { gitlabTracker } from "./gitlab/tracker.ts";
import { type WatchedConfiguration, watchConfiguration } from "./policy/configuration.ts";
import { backoff } from "./reconcile/backoff.ts";
import { fullLook } from "./reconcile/full-look.ts";
import type { Log } from "./reconcile/log.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { startWorker, type Worker } from "./reconcile/worker.ts";
import type { Settings } from "./settings.ts";
import { slackChat } from "./slack/chat.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { spanMilliseconds } from "./time/span.ts";
import { apiRouter } from "./web/api.ts";
import { type Condition, healthRouter } from "./web/health.ts";
import { createMetrics } from "./web/metrics.ts";
import { webhookRouter } from "./webhook/router.ts";

/** A run holds its issue, and an attempt its effect, this long without renewal: the longest a crash delays others. */
const LEASE_MS = 10_000;
/** How long people's view on GitLab waits for Slack. */
const PATIENCE_MS = 3_000;
const CONCURRENCY = 8;
const POLL_MS = 5_000;
/** Deliveries are kept this long, for a look at what came. */
const DELIVERIES_KEPT_MS = 7 * 24 * 60 * 60_000;
const SWEEP_EVERY_MS = 60 * 60_000;

export interface App {
  /** Where it listens. */
  url: string;
  store: Store;
  configuration: WatchedConfiguration;
  /** A full look at every open escalation; answers how many became due. */
  sync(): Promise<number>;
  /** Resolves once nothing is due and nothing runs. */
  close(): Promise<void>;
}

export interface AppOptions {
  settings: Settings;
  clock: () => number;
  log: Log;
}

/**
 * Wires the service and starts it: listening as soon as deliveries can be kept, working as soon as it knows its own
 * user on GitLab. Throws `ConfigurationProblems`, `StoreInUse`, `StoreUnavailable`.
 */
export async function startApp({ settings, clock, log }: AppOptions): Promise<App> {
  const metrics = createMetrics();
  const outside: { gitlab: Condition; slack: Condition | "not connected" } = {
    gitlab: "unknown",
    slack: settings.slackBotToken === undefined ? "not connected" : "unknown",
  };
  const configuration = await watchConfiguration({
    paths: settings,
    logger: log,
    onChange: () => void lookAtAll().catch((err: unknown) => log.error({ err }, "changed files not applied to all yet")),
  });
  const store = await openStore({
    ...(settings.databaseUrl !== undefined && { databaseUrl: settings.databaseUrl }),
    dataDir: settings.dataDir,
    onProblem: (err) => log.error({ err }, "store has trouble"),
  });

  const tracker = gitlabTracker({
    url: settings.gitlabUrl,
    token: settings.gitlabToken,
    clock,
    onRequest({ method, path, status, ms }) {
      outside.gitlab = status === undefined || status === 401 || status >= 500 ? "degraded" : "ok";
      metrics.apiCall("gitlab", `${method} ${withoutIds(path)}`, String(status ?? "no answer"), ms);
    },
  });
  const chat =
    settings.slackBotToken === undefined
      ? undefined
      : slackChat({
          token: settings.slackBotToken,
          apiUrl: settings.slackApiUrl,
          clock,
          announcements: () => configuration.current().policy.announcements.channel,
          person: (username) => configuration.current().directory.people[username],
          onRequest({ method, ok, ms }) {
            outside.slack = ok ? "ok" : "degraded";
            metrics.apiCall("slack", method, ok ? "ok" : "failed", ms);
          },
        });
  if (!chat) log.warn({}, "Slack is not connected: GitLab only, because SLACK_BOT_TOKEN is not set");

  const ownUserIds = new Set<number>(await keptOwnUserIds(store));
  let ownUserId: number | undefined = [...ownUserIds].at(-1);
  const ports: Ports = {
    tracker,
    chat,
    isChannelTaken: (key, channelId) => isChannelTaken(store, key, channelId),
    ownUserId() {
      if (ownUserId === undefined) throw new OutsideError("GitLab has not said yet who the service is", "repeat");
      return ownUserId;
    },
  };

  const background = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>): void => {
    const done = work
      .catch((err: unknown) => log.error({ err }, "work in the background failed"))
      .finally(() => background.delete(done));
    background.add(done);
  };
  const workerName = randomUUID();
  const reconciler = {
    store,
    ports,
    worker: workerName,
    leaseMs: LEASE_MS,
    clock,
    log,
    configuration: () => configuration.current(),
    patienceMs: PATIENCE_MS,
    inBackground,
  };

  const server = await listen(settings, httpApp());
  const { port } = addressOf(server);
  const stopping = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let worker: Worker | undefined;
  inBackground(connectGitLab());
  if (chat) inBackground(connectSlack(chat));
  timers.push(setInterval(() => inBackground(store.sweep(clock() - DELIVERIES_KEPT_MS)), SWEEP_EVERY_MS));

  return { url: `http://${settings.host}:${port}`, store, configuration, sync, close };

  function httpApp(): express.Express {
    const app = express();
    app.disable("x-powered-by");
    app.use(
      webhookRouter({
        ...(settings.gitlabWebhookSecret !== undefined && { secret: settings.gitlabWebhookSecret }),
        ...(settings.gitlabSigningToken !== undefined && { signingToken: settings.gitlabSigningToken }),
        projects: settings.gitlabProjects,
        ownUserIds: () => ownUserIds,
        accept: (delivery) => store.deliveries.accept(delivery),
        knows: (key) => store.escalations.knows(key),
        clock,
        log,
        onDelivery: ({ result }) => metrics.delivery(result),
      }),
    );
    app.use(healthRouter({ store, metrics, configuration: () => configuration.status(), outside: () => outside, clock }));
    app.use(apiRouter({ store, token: settings.apiToken, sync }));
    app.use((_request, response) => {
      response.status(404).json({ message: "there is nothing here" });
    });
    app.use((err: unknown, _request: Request, response: Response, _next: NextFunction) => {
      log.error({ err }, "request failed");
      response.status(500).json({ message: "something went wrong here; it is in the log" });
    });
    return app;
  }

  /** Learns the service's own user, whom echoes are told by; an earlier one is good enough to begin with. */
  async function connectGitLab(): Promise<void> {
    if (ownUserId !== undefined) startWork();
    for (let attempts = 0; !stopping.signal.aborted; attempts += 1) {
      try {
        const { id, username } = await tracker.currentUser();
        ownUserId = id;
        ownUserIds.delete(id);
        ownUserIds.add(id);
        await store.facts.set("own-user-ids", JSON.stringify([...ownUserIds]), clock());
        log.info({ gitlab: settings.gitlabUrl, user: username }, "GitLab connected");
        startWork();
        return;
      } catch (error) {
        log.warn({ reason: String(error) }, "GitLab not reached yet; deliveries are kept meanwhile");
        await pause(error instanceof OutsideError ? (error.retryAfterMs ?? backoff(attempts)) : backoff(attempts));
      }
    }
  }

  async function connectSlack({ connect }: { connect(): Promise<void> }): Promise<void> {
    for (let attempts = 0; !stopping.signal.aborted; attempts += 1) {
      try {
        await connect();
        log.info({}, "Slack connected");
        return;
      } catch (error) {
        log.warn({ reason: String(error) }, "Slack not ready yet; what it is owed waits");
        await pause(error instanceof OutsideError ? (error.retryAfterMs ?? backoff(attempts)) : backoff(attempts));
      }
    }
  }

  function startWork(): void {
    if (worker || stopping.signal.aborted) return;
    worker = startWorker({
      store,
      run: (key) => reconcile(key, reconciler),
      worker: workerName,
      leaseMs: LEASE_MS,
      concurrency: CONCURRENCY,
      pollMs: POLL_MS,
      clock,
      log,
    });
    inBackground(keepLooking());
  }

  /** A full look now, and every `reconcile.every` of the policy. */
  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sync().catch((error: unknown) => log.warn({ reason: String(error) }, "full look failed; the next one follows"));
      await pause(spanMilliseconds(configuration.current().policy.reconcile.every));
    }
  }

  function sync(): Promise<number> {
    return fullLook({ store, tracker, projects: settings.gitlabProjects, clock, log });
  }

  /** Policy or directory changed: every open escalation is decided anew. */
  async function lookAtAll(): Promise<void> {
    const open = await store.escalations.list({ open: true });
    await store.work.touchAll(open.map(({ key }) => key), clock());
    log.info({ escalations: open.length }, "changed files in force");
  }

  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      if (stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      stopping.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async function close(): Promise<void> {
    stopping.abort();
    for (const timer of timers) clearInterval(timer);
    configuration.close();
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    await worker?.stop();
    await Promise.all(background);
    server.closeAllConnections();
    await closed;
    await store.close();
  }
}

async function listen({ host, port }: Settings, app: express.Express): Promise<Server> {
  const server = createServer(app);
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address;
}

async function keptOwnUserIds(store: Store): Promise<number[]> {
  const ids: unknown = JSON.parse((await store.facts.get("own-user-ids")) ?? "[]");
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "number") : [];
}

/** Whether another open escalation has this channel. */
async function isChannelTaken(store: Store, key: string, channelId: string): Promise<boolean> {
  for (const other of await store.escalations.list({})) {
    if (other.key === key) continue;
    const remembered = await store.escalations.load(other.key);
    const channels = receiptsOf(remembered?.effects ?? []).all("create-channel");
    if (channels.some((channel) => channel.channelId === channelId)) return true;
  }
  return false;
}

/** `projects/7/issues/42/notes` → `projects/:id/issues/:id/notes`: a metric's label must not grow with the issues. */
function withoutIds(path: string): string {
  return path.replace(/\/(?:\d+|[^/]*%2F[^/]*)(?=\/|$)/gi, "/:id");
}
