import type { Chat, IssueTracker, SentimentSink, TrackerPages } from "../act/ports.ts";
import type { Webhooks } from "../act/webhooks.ts";
import { gitlabHooks } from "../gitlab/hooks.ts";
import { gitlabTracker, type TrackerOptions } from "../gitlab/tracker.ts";
import { gitlabWiki } from "../gitlab/wiki.ts";
import type { WatchedConfiguration } from "../policy/configuration.ts";
import { findPerson } from "../policy/directory.ts";
import { httpSink } from "../sentiment/http-sink.ts";
import type { Settings } from "../settings.ts";
import { slackChat } from "../slack/chat.ts";
import type { Store } from "../store/store.ts";
import type { Tracing } from "../tracing.ts";
import type { Condition } from "../web/health.ts";
import type { Metrics } from "../web/metrics.ts";
import { keptSlackIds } from "./kept-slack-ids.ts";

/** GitLab, Slack and the customer-success platform as the service reaches them, and how the first two answered last. */
export interface Outside {
  tracker: IssueTracker;
  pages: TrackerPages;
  webhooks: Webhooks;
  /** Undefined: GitLab only. */
  chat: (Chat & { connect(): Promise<void> }) | undefined;
  /** Undefined: no customer-success platform is connected. */
  sentiment: SentimentSink | undefined;
  conditions(): { gitlab: Condition; slack: Condition | "not connected" };
}

export interface OutsideOptions {
  settings: Settings;
  store: Store;
  configuration: WatchedConfiguration;
  metrics: Metrics;
  tracing: Tracing;
  clock: () => number;
  /** How long GitLab and Slack may take for one answer (ms). */
  timeoutMs: number;
  /** Cuts off every call under way. */
  signal: AbortSignal;
}

export function reachOutside({
  settings,
  store,
  configuration,
  metrics,
  tracing,
  ...talking
}: OutsideOptions): Outside {
  const called: Metrics["apiCall"] = (system, call, outcome, ms) => {
    metrics.apiCall(system, call, outcome, ms);
    tracing.ended(`${system} ${call}`, { system, call, outcome }, ms);
  };
  let gitlab: Condition = "unknown";
  let slack: Condition | "not connected" = settings.slackBotToken === undefined ? "not connected" : "unknown";

  const talkingToGitLab: TrackerOptions = {
    ...talking,
    url: settings.gitlabUrl,
    token: settings.gitlabToken,
    onRequest({ method, path, status, ms }) {
      gitlab = status === undefined || [401, 429].includes(status) || status >= 500 ? "degraded" : "ok";
      called("gitlab", `${method} ${withoutIds(path)}`, String(status ?? "no answer"), ms);
    },
  };
  const chat =
    settings.slackBotToken === undefined
      ? undefined
      : slackChat({
          ...talking,
          token: settings.slackBotToken,
          apiUrl: settings.slackApiUrl,
          announcements: () => configuration.current().policy.announcements.channel,
          person: (username) => findPerson(configuration.current().directory, username),
          keptIds: keptSlackIds(store),
          onRequest({ method, outcome, ms }) {
            slack = outcome === "failed" ? "degraded" : "ok";
            called("slack", method, outcome, ms);
          },
        });
  const sentiment =
    settings.sentiment &&
    httpSink({
      ...talking,
      ...settings.sentiment,
      onRequest: ({ status, ms }) => called("sentiment", "POST", String(status ?? "no answer"), ms),
    });
  return {
    tracker: gitlabTracker(talkingToGitLab),
    pages: gitlabWiki(talkingToGitLab),
    webhooks: gitlabHooks({
      ...talkingToGitLab,
      secret: settings.gitlabWebhookSecret,
      signingToken: settings.gitlabSigningToken,
    }),
    chat,
    sentiment,
    conditions: () => ({ gitlab, slack }),
  };
}

/** `projects/7/issues/42/notes` → `projects/:id/issues/:id/notes`: a metric's label must not grow with the issues. */
function withoutIds(path: string): string {
  return path.replace(/\/(?:\d+|[^/]*%2F[^/]*)(?=\/|$)/gi, "/:id");
}
