import type { Webhooks } from "../act/webhooks.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Log } from "../reconcile/log.ts";
import type { Conflicts } from "../reconcile/reconciler.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/store.ts";
import { audit } from "../watch/audit.ts";
import { conflictsOf } from "../watch/conflicts.ts";
import { createFindings } from "../watch/findings.ts";
import { createHeard } from "../watch/heard.ts";
import { keepBeating } from "../watch/heartbeat.ts";
import { watchForGaps } from "../watch/keep-gaps.ts";
import { keepWebhooks } from "../watch/keep-webhooks.ts";
import { createTally } from "../watch/tally.ts";
import type { Metrics, Watched } from "../web/metrics.ts";

export interface ServiceWatchOptions {
  settings: Settings;
  store: Store;
  metrics: Metrics;
  clock: () => number;
  log: Log;
}

/** What the watch needs once the service works. */
export interface Watching {
  webhooks: Webhooks;
  /** Where GitLab is to send deliveries. */
  webhookUrl(): string;
  conditions(): { gitlab: string; slack: string };
  look(): Promise<unknown>;
  firstLook: Promise<unknown>;
  quiet(patienceMs: number): Promise<boolean>;
  lookEveryMs(): number;
  /** How long an audit waits for what is due (ms). */
  auditPatienceMs: number;
  timings: { webhooksEveryMs: number; gapPollMs: number; timeoutMs: number };
  signal: AbortSignal;
}

/** The service's watch over itself: webhooks, others who work against it, due times, outages. */
export function serviceWatch({ settings, store, metrics, clock, log }: ServiceWatchOptions) {
  const heard = createHeard(settings.gitlabProjects);
  const tally = createTally();
  const webhookFindings = createFindings({
    appeared: "webhook is not as it should be",
    gone: "webhook is as it should be again",
    ...{ clock, log },
  });
  const conflictFindings = createFindings({
    appeared: "somebody works against the service",
    gone: "nobody works against the service there any more",
    ...{ clock, log },
  });
  let lookedAt: number | undefined;
  let audited: "ok" | "late" | "unknown" = "unknown";

  return {
    heard,
    tally,
    /** A full look is done. */
    looked(due: number): void {
      lookedAt = clock();
      tally.find(due);
    },
    conflicts(key: IssueKey, conflicts: Conflicts): void {
      conflictFindings.report(key, conflictsOf(key, conflicts, conflictFindings.current(), clock()));
    },
    current: (): Watched & { audit: typeof audited } => ({
      webhooks: webhookFindings.current(),
      conflicts: conflictFindings.current(),
      audit: audited,
    }),
    keep,
  };

  /** Goes on until `signal` ends it. */
  async function keep(watching: Watching): Promise<void> {
    const { timings, signal, look, quiet, firstLook, lookEveryMs } = watching;
    const lookAgain = () =>
      void look().catch((error: unknown) => log.warn({ reason: String(error) }, "full look failed; it is tried again"));
    await Promise.all([
      keepWebhooks(
        {
          ...{ webhooks: watching.webhooks, store, clock, log },
          projects: settings.gitlabProjects,
          url: watching.webhookUrl,
          heardAt: heard.at,
          findings: webhookFindings,
          onHearingAgain: lookAgain,
        },
        { everyMs: timings.webhooksEveryMs, signal },
      ),
      watchForGaps({
        ...{ store, tally, firstLook, look, quiet, clock, log, signal },
        conditions: watching.conditions,
        pollMs: timings.gapPollMs,
      }),
      keepBeating({
        url: settings.heartbeatUrl,
        audit: () => audit({ store, lookedAt, lookEveryMs: lookEveryMs(), now: clock() }),
        settled: async () => {
          await firstLook;
          await quiet(watching.auditPatienceMs);
        },
        onBeat: metrics.heartbeat,
        onAudit: ({ isWell }) => {
          audited = isWell ? "ok" : "late";
        },
        everyMs: lookEveryMs,
        timeoutMs: timings.timeoutMs,
        ...{ clock, log, signal },
      }),
    ]);
  }
}
