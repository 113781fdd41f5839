import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Ports } from "./act/perform.ts";
import { calendars } from "./app/calendars.ts";
import { PROJECT_PATHS, projectSource } from "./app/configuration-source.ts";
import { addressOf, httpApp, listen } from "./app/http.ts";
import { instanceName } from "./app/instance-name.ts";
import { type Outside, reachOutside } from "./app/outside.ts";
import { projectReader } from "./app/project-configuration.ts";
import { sealWith } from "./app/seal.ts";
import { serviceWatch } from "./app/service-watch.ts";
import { OVERVIEW_VERSION } from "./decide/overview.ts";
import type { LinkedIssue } from "./escalation/issue.ts";
import { type IssueKey, parseIssueKey } from "./issue-key.ts";
import { type Candidate, proposalOf } from "./policy/check.ts";
import { type WatchedConfiguration, watchConfiguration } from "./policy/configuration.ts";
import { createBackground, keepTrying, pause } from "./reconcile/background.ts";
import { isChannelTaken } from "./reconcile/channels-taken.ts";
import { keepSendingDigests } from "./reconcile/digests.ts";
import { explain as explainIssue } from "./reconcile/explain.ts";
import { explanationLines } from "./reconcile/explanation-lines.ts";
import { fullLook, sharedLook } from "./reconcile/full-look.ts";
import type { Log } from "./reconcile/log.ts";
import { ownUser } from "./reconcile/own-user.ts";
import { untilQuiet } from "./reconcile/quiet.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { simulate as simulateFiles } from "./reconcile/simulate.ts";
import { keepSendingWeeklyDigest } from "./reconcile/weekly-digest.ts";
import { startWorker, type Worker } from "./reconcile/worker.ts";
import type { Settings } from "./settings.ts";
import { openStore, type StoreOptions } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { spanMilliseconds } from "./time/span.ts";
import { NO_TRACING, type Tracing } from "./tracing.ts";
import { gapReports } from "./watch/gap-report.ts";
import { apiRouter } from "./web/api.ts";
import { calendarRouter } from "./web/calendar.ts";
import { healthRouter } from "./web/health.ts";
import { createMetrics } from "./web/metrics.ts";
import { figuresPage } from "./web/pages/figures/router.ts";
import { pagesRouter } from "./web/pages/router.ts";
import { tokenViewer } from "./web/pages/token-viewer.ts";
import { signIn } from "./web/sign-in/sign-in.ts";
import { webhookRouter } from "./webhook/router.ts";

/** All in milliseconds. */
export interface Timings {
  /** A run holds its issue, and an attempt its effect, this long without renewal: how long a dead replica delays others. */
  leaseMs: number;
  /** How long what people read on GitLab waits for Slack. */
  patienceMs: number;
  /** How long GitLab and Slack may take for one answer. */
  timeoutMs: number;
  /** How long a shutdown waits for answers before it cuts them off. */
  graceMs: number;
  /** How often the clock is looked at for the morning's digests. */
  digestPollMs: number;
  /** How often webhooks are looked at. */
  webhooksEveryMs: number;
  /** How often it is looked whether an outage has begun or is over. */
  gapPollMs: number;
}

export const TIMINGS: Timings = {
  leaseMs: 3_000,
  patienceMs: 3_000,
  timeoutMs: 10_000,
  graceMs: 2_000,
  digestPollMs: 5_000,
  webhooksEveryMs: 3 * 60_000,
  gapPollMs: 5_000,
};

/** What a new tracker document and the issue of a root cause analysis look like: process owners change it. */
const TRACKER_TEMPLATE = new URL("../tracker_templates/Escalation tracker.md", import.meta.url);
const RCA_TEMPLATE = new URL("../issue_templates/Root cause analysis.md", import.meta.url);
/** Issues at a time. */
const CONCURRENCY = 8;
const POLL_MS = 5_000;
/** Connecting is one cheap call, and nothing goes on without it. */
const LONGEST_PAUSE_MS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
/** Where the store keeps what policy and directory looked like. */
const FILES_IN_FORCE = "files-in-force";
const SWEEP_EVERY_MS = 60 * 60_000;
/** A digest tells how things stand; what is due before it gets this long (ms). */
const DIGEST_PATIENCE_MS = 30_000;
/** An audit comes after what the last look found (ms). */
const AUDIT_PATIENCE_MS = 30_000;

export interface App {
  /** Where it listens. */
  url: string;
  store: Store;
  configuration: WatchedConfiguration;
  /** A full look at every open escalation; answers how many became due. Throws `OutsideError`. */
  sync(): Promise<number>;
  /** Looks now for what is due: for a clock that was set forward. */
  wake(): void;
  /** Waits, at most so long (ms), until nothing is due and nothing runs. Answers whether it came to that. */
  untilQuiet(patienceMs: number): Promise<boolean>;
  /** Takes in nothing more, and resolves once what runs has ended and the store is closed. */
  close(): Promise<void>;
}

export interface AppOptions {
  settings: Settings;
  clock: () => number;
  log: Log;
  /** None where it is left out. */
  tracing?: Tracing;
  timings?: Partial<Timings>;
  /** Where an embedded store lives. */
  startThread?: StoreOptions["startThread"];
}

/**
 * Wires the service and starts it: listening as soon as deliveries can be kept, working as soon as it knows its own
 * user on GitLab. Throws `ConfigurationProblems`, `StoreInUse`, `StoreUnavailable`, `CannotListen`.
 */
export async function startApp({
  settings,
  clock,
  log,
  tracing = NO_TRACING,
  timings: changed = {},
  startThread,
}: AppOptions): Promise<App> {
  const timings = { ...TIMINGS, ...changed };
  const stopping = new AbortController();
  const cutOff = new AbortController();
  const metrics = createMetrics();
  const background = createBackground(log);

  const store = await openStore({
    ...(settings.databaseUrl !== undefined && { databaseUrl: settings.databaseUrl }),
    ...{ dataDir: settings.dataDir, startThread },
    onProblem: (err) => log.error({ err }, "store has trouble"),
  });
  const outside = reachOutside({
    ...{ settings, store, metrics, clock, tracing },
    configuration: { current: () => configuration.current() },
    timeoutMs: timings.timeoutMs,
    signal: cutOff.signal,
  });
  const { source, configuration } = await follow().catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const readProject = projectReader(source, { configuration, clock, log });
  const watch = serviceWatch({ settings, store, metrics, clock, log });
  const self = await ownUser(store, outside.tracker);
  const instance = await instanceName(store, clock());
  const seal = sealWith(settings.gitlabToken);
  const feeds = await calendars(store, clock());
  const [trackerTemplate, rcaTemplate] = await Promise.all([
    readFile(TRACKER_TEMPLATE, "utf8"),
    readFile(RCA_TEMPLATE, "utf8"),
  ]);
  const signingIn =
    settings.signIn &&
    signIn({
      ...settings.signIn,
      ...{ publicUrl: reachedAt, isSecure: settings.publicUrl.startsWith("https:") },
      ...{ projects: settings.gitlabProjects, memberOf: outside.access.memberOf },
      directory: () => configuration.current().directory,
      ...{ timeoutMs: timings.timeoutMs, clock, log },
    });
  const look = sharedLook(async (thorough) => {
    await readProject();
    const due = await fullLook({
      ...{ store, tracker: outside.tracker, projects: settings.gitlabProjects, clock, log, thorough },
    });
    watch.looked(due);
    return due;
  });
  const sync = () => look(true);
  const server = await listen(httpApp(routers(), log, settings.trustedProxies), settings).catch(
    async (error: unknown) => {
      configuration.close();
      await store.close();
      throw error;
    },
  );

  /** With whether it came through. */
  const firstLook = Promise.withResolvers<boolean>();
  let worker: Worker | undefined;
  background.run(connectGitLab());
  if (outside.chat) background.run(connectSlack(outside.chat));
  else log.warn({}, "Slack is not connected: GitLab only, because SLACK_BOT_TOKEN is not set");
  const sweeping = setInterval(() => background.run(sweep()), SWEEP_EVERY_MS);

  return {
    url: `http://${settings.host}:${addressOf(server).port}`,
    store,
    configuration: { ...configuration, reload: () => readProject().then(configuration.reload) },
    sync,
    wake: () => worker?.look(),
    untilQuiet: quiet,
    close,
  };

  async function follow() {
    const { configProject: project } = settings;
    const source =
      project === undefined
        ? undefined
        : await projectSource({
            ...{ project, log },
            paths: settings,
            files: outside.files,
            facts: store.facts,
            isShared: settings.databaseUrl !== undefined,
          });
    const configuration = await watchConfiguration({
      ...(source && { read: source.read, calledAs: source.nameOf }),
      paths: settings,
      logger: log,
      onChange: () => background.run(decideAllAnew()),
    });
    return { source, configuration };
  }

  function routers() {
    const admit = signingIn?.admit ?? tokenViewer({ token: settings.apiToken, clock });
    return [
      webhookRouter({
        configuration:
          settings.configProject === undefined
            ? undefined
            : {
                project: settings.configProject,
                paths: Object.values(PROJECT_PATHS),
                onPush: () => background.run(readProject()),
              },
        secret: settings.gitlabWebhookSecret,
        signingToken: settings.gitlabSigningToken,
        projects: settings.gitlabProjects,
        ownUserIds: self.ids,
        accept: (delivery) =>
          tracing.span("delivery", { issue: delivery.key, delivery: delivery.id, event: delivery.event }, () =>
            store.deliveries.accept(delivery),
          ),
        knows: store.escalations.knows,
        watching: store.escalations.watching,
        clock,
        log,
        onHeard: (names) => watch.heard.note(names, clock()),
        onDelivery: ({ result }) => metrics.delivery(result),
      }),
      healthRouter({
        ...{ store, metrics, clock },
        configuration: configuration.status,
        outside: outside.conditions,
        watched: watch.current,
      }),
      calendarRouter({ find: feeds.find, clock }),
      apiRouter({
        ...{ store, sync, explain, simulate, log, clock },
        token: settings.apiToken,
        gaps: () => gapReports(store),
        untilQuiet: quiet,
        timeZone,
      }),
      ...(signingIn ? [signingIn.routes] : []),
      figuresPage({ store, clock, timeZone, admit }),
      pagesRouter({ ...{ store, clock, log, admit }, configuration: configuration.current }),
    ];
  }

  function timeZone(): string {
    return configuration.current().policy.working_time.time_zone;
  }

  async function sweep(): Promise<void> {
    const { deliveries_days, timelines_days } = configuration.current().policy.retention;
    await store.sweep({
      deliveries: clock() - deliveries_days * DAY_MS,
      timelines: clock() - timelines_days * DAY_MS,
    });
  }

  /** An earlier answer about the service's own user is good enough to begin with. */
  async function connectGitLab(): Promise<void> {
    if (self.isKnown()) startWork();
    await keepTrying(
      async () => {
        const user = await self.learn(clock());
        log.info({ gitlab: settings.gitlabUrl, user }, "GitLab connected");
        startWork();
      },
      {
        signal: stopping.signal,
        longestMs: LONGEST_PAUSE_MS,
        onFailure: (error) =>
          log.warn({ reason: String(error) }, "GitLab not reached yet; deliveries are kept meanwhile"),
      },
    );
  }

  async function connectSlack({ connect }: NonNullable<Outside["chat"]>): Promise<void> {
    await keepTrying(
      async () => {
        await connect();
        log.info({}, "Slack connected");
      },
      {
        signal: stopping.signal,
        longestMs: LONGEST_PAUSE_MS,
        onFailure: (error) => log.warn({ reason: String(error) }, "Slack not ready yet; what it is owed waits"),
      },
    );
  }

  function startWork(): void {
    if (worker || stopping.signal.aborted) return;
    const name = randomUUID();
    const ours = new Set(settings.gitlabProjects.map((project) => project.trim().toLowerCase()));
    const ports: Ports = {
      tracker: outside.tracker,
      pages: outside.pages,
      trackerTemplate,
      rcaTemplate,
      chat: outside.chat,
      sentiment: outside.sentiment,
      seal: seal.seal,
      instance,
      isChannelTaken: (key, channelId) => isChannelTaken(store, key, channelId),
      ownUserId: self.id,
    };
    const reconciler = {
      ...{ store, ports, clock, log, tracing, worker: name },
      leaseMs: timings.leaseMs,
      patienceMs: timings.patienceMs,
      configuration: configuration.current,
      unseal: seal.unseal,
      calendarUrl: (key: IssueKey) => `${reachedAt()}/calendar/${feeds.token(key)}.ics`,
      isOurs: ({ key, reference }: Pick<LinkedIssue, "key" | "reference">) =>
        [`${parseIssueKey(key).projectId}`, reference.replace(/#\d+$/, "").toLowerCase()].some((name) =>
          ours.has(name),
        ),
      onEffectDone: watch.tally.do,
      onConflicts: watch.conflicts,
      inBackground: background.run,
      inFlight: new Set<string>(),
      stopping: stopping.signal,
    };
    worker = startWorker({
      ...{ store, clock, log, worker: name },
      leaseMs: timings.leaseMs,
      concurrency: CONCURRENCY,
      pollMs: POLL_MS,
      run: (key, signal, generation) =>
        tracing.span("run", { issue: key }, () => reconcile(key, { ...reconciler, signal, generation })),
      onTurn: metrics.turn,
    });
    background.run(decideAnewIfFilesChanged());
    background.run(keepLooking());
    background.run(
      watch.keep({
        webhooks: outside.webhooks,
        webhookUrl: () => `${reachedAt()}/webhooks/gitlab`,
        conditions: outside.conditions,
        look,
        firstLook: firstLook.promise,
        quiet,
        lookEveryMs: () => spanMilliseconds(configuration.current().policy.reconcile.every),
        ...{ timings, signal: stopping.signal, auditPatienceMs: AUDIT_PATIENCE_MS },
      }),
    );
    if (outside.chat) background.run(keepDigests(outside.chat));
  }

  /** Where people reach it; PORT=0 became a port only now. */
  function reachedAt(): string {
    return settings.publicUrl.replace(/\/+$/, "").replace(/:0$/, `:${addressOf(server).port}`);
  }

  /** What failed for good before a restart may have been put right, and so may the files. */
  async function decideAnewIfFilesChanged(): Promise<void> {
    const retried = await store.escalations.retryGivenUp(clock(), "edit/");
    await store.work.touchAll(retried, clock());
    const inForce = JSON.stringify([OVERVIEW_VERSION, configuration.current()]);
    const files = createHash("sha256").update(inForce).digest("hex");
    const before = await store.facts.get(FILES_IN_FORCE);
    if (before !== undefined && before !== JSON.stringify(files)) await decideAllAnew();
    await store.facts.set(FILES_IN_FORCE, JSON.stringify(files), clock());
  }

  /** A full look now, and every `reconcile.every` of the policy. */
  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      const lookOnce = async () => {
        await look().catch((error: unknown) => {
          firstLook.resolve(false);
          throw error;
        });
        firstLook.resolve(true);
      };
      await keepTrying(lookOnce, {
        signal: stopping.signal,
        longestMs: Number.POSITIVE_INFINITY,
        onFailure: (error) => log.warn({ reason: String(error) }, "full look failed; it is tried again"),
      });
      await pause(spanMilliseconds(configuration.current().policy.reconcile.every), stopping.signal);
    }
  }

  /** After the first look: what happened while the service was away changes what there is to tell. */
  async function keepDigests(chat: NonNullable<Outside["chat"]>): Promise<void> {
    await firstLook.promise;
    const sending = {
      ...{ store, chat, clock, log, signal: stopping.signal },
      configuration: configuration.current,
      settled: () => quiet(DIGEST_PATIENCE_MS),
      pollMs: timings.digestPollMs,
    };
    await Promise.all([keepSendingDigests(sending), keepSendingWeeklyDigest(sending)]);
  }

  /** Policy or directory changed. */
  async function decideAllAnew(): Promise<void> {
    const open = await store.escalations.list({ open: true });
    await store.work.touchAll(
      open.map(({ key }) => key),
      clock(),
    );
    log.info({ escalations: open.length }, "changed files in force");
  }

  async function explain(key: IssueKey): Promise<string[] | undefined> {
    const explainer = asItStands();
    const explanation = await explainIssue(key, explainer);
    return explanation && explanationLines(explanation, explainer.configuration.policy.working_time.time_zone);
  }

  async function simulate(candidates: readonly Candidate[]) {
    const proposal = proposalOf(candidates);
    if ("problems" in proposal) return proposal;
    return { simulation: await simulateFiles({ ...asItStands(), proposed: proposal }) };
  }

  function asItStands() {
    return {
      store,
      configuration: configuration.current(),
      ports: { tracker: outside.tracker, ownUserId: self.id, chat: outside.chat, sentiment: outside.sentiment },
      now: clock(),
    };
  }

  function quiet(patienceMs: number): Promise<boolean> {
    return untilQuiet(store, { clock, patienceMs, signal: stopping.signal });
  }

  async function close(): Promise<void> {
    stopping.abort();
    firstLook.resolve(false);
    clearInterval(sweeping);
    configuration.close();
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    const cutting = setTimeout(() => cutOff.abort(), timings.graceMs);
    await worker?.stop();
    await background.ended();
    clearTimeout(cutting);
    server.closeAllConnections();
    await closed;
    await store.close();
    await tracing.close();
  }
}
