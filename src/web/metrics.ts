import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type Effect, type Lane, type Store, StoreUnavailable } from "../store/store.ts";

/** Something wrong that a person should see to. */
export interface Noticed {
  /** A project, or an issue's key. */
  subject: string;
  problem: string;
  what: string;
  remedy: string;
}

export interface Watched {
  webhooks: readonly Noticed[];
  conflicts: readonly Noticed[];
}

/** What an operator watches. One registry to a service, so that two in one process do not mix. */
export interface Metrics {
  registry: Registry;
  delivery(result: string): void;
  apiCall(system: "gitlab" | "slack" | "sentiment", call: string, outcome: string, ms: number): void;
  /** How long after it was due (ms) an issue had its turn, or had been seen to. */
  turn(lateMs: { begun: number } | { done: number }): void;
  /** An audit found nothing late, at this time (ms). */
  heartbeat(at: number): void;
  /** What is wrong at the moment. */
  watched(watched: Watched): void;
  /** Whether the files on disk can be used. */
  files(valid: { policy: boolean; directory: boolean }): void;
  /** Prometheus text, with the queue's figures as they are now; without them where the store cannot be asked. */
  render(store: Store, now: number): Promise<string>;
}

/** Working is a matter of seconds; a quarter of an hour stops the heartbeat. */
const LATE_SECONDS = [0.1, 0.5, 1, 2, 5, 15, 60, 300, 900];
const LANES: readonly Lane[] = ["gitlab", "slack", "aside"];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const deliveries = new Counter({
    name: "escalations_deliveries_total",
    help: "Webhook deliveries by what became of them: kept, known, irrelevant, refused, unavailable, failed",
    labelNames: ["result"],
    registers,
  });
  const calls = new Histogram({
    name: "escalations_api_call_seconds",
    help: "Calls of GitLab's and Slack's APIs, and of the customer-success platform",
    labelNames: ["system", "call", "outcome"],
    buckets: [0.05, 0.2, 0.5, 1, 2, 5, 10],
    registers,
  });
  const work = new Gauge({
    name: "escalations_work",
    help: "Issues in the queue by state: due, claimed, parked",
    labelNames: ["state"],
    registers,
  });
  const storeUp = new Gauge({ name: "escalations_store_up", help: "1 while the store answers", registers });
  const clockDelay = new Histogram({
    name: "escalations_clock_delay_seconds",
    help: "From when an issue was due (a delivery came, a reminder's time) until it had its turn",
    buckets: LATE_SECONDS,
    registers,
  });
  const lag = new Histogram({
    name: "escalations_lag_seconds",
    help: "From when an issue was due until all was done about it that could be",
    buckets: LATE_SECONDS,
    registers,
  });
  const queueAge = new Gauge({
    name: "escalations_queue_age_seconds",
    help: "How long the issue that waits longest for its turn has been due",
    registers,
  });
  const effects = new Gauge({
    name: "escalations_effects",
    help: "Effects by state: pending or unknown (they wait), given-up (they wait for a person)",
    labelNames: ["lane", "state"],
    registers,
  });
  const outboxAge = new Gauge({
    name: "escalations_outbox_age_seconds",
    help: "How long the effect that waits longest has been owed to its target",
    labelNames: ["lane"],
    registers,
  });
  const webhooks = new Gauge({
    name: "escalations_webhook_problem",
    help: "1 for each thing wrong with a project's webhook",
    labelNames: ["project", "problem"],
    registers,
  });
  const conflicts = new Gauge({
    name: "escalations_conflicts",
    help: "Issues on which something works against the service: undone, instance",
    labelNames: ["problem"],
    registers,
  });
  const files = new Gauge({
    name: "escalations_file_valid",
    help: "1 while the file on disk is the one in force, 0 where it has a mistake: policy, directory",
    labelNames: ["file"],
    registers,
  });
  const heartbeat = new Gauge({
    name: "escalations_heartbeat_timestamp_seconds",
    help: "When an audit last found no due time missed and no step stuck; 0: not yet",
    registers,
  });

  return {
    registry,
    delivery: (result) => deliveries.inc({ result }),
    apiCall: (system, call, outcome, ms) => calls.observe({ system, call, outcome }, ms / 1000),
    turn: (lateMs) =>
      "begun" in lateMs ? clockDelay.observe(seconds(lateMs.begun)) : lag.observe(seconds(lateMs.done)),
    heartbeat: (at) => heartbeat.set(at / 1000),
    watched(watched) {
      webhooks.reset();
      conflicts.reset();
      for (const { subject, problem } of watched.webhooks) webhooks.set({ project: subject, problem }, 1);
      for (const { problem } of watched.conflicts) conflicts.inc({ problem });
    },
    files(valid) {
      for (const [file, isValid] of Object.entries(valid)) files.set({ file }, isValid ? 1 : 0);
    },
    async render(store, now) {
      work.reset();
      effects.reset();
      for (const lane of LANES) outboxAge.set({ lane }, 0);
      try {
        const [counts, troubled] = [await store.work.counts(now), await store.escalations.troubled()];
        for (const [state, count] of Object.entries(counts)) work.set({ state }, count);
        for (const { effect } of troubled) effects.inc({ lane: effect.lane, state: effect.state });
        for (const [lane, since] of oldestOwed(troubled.map(({ effect }) => effect)))
          outboxAge.set({ lane }, seconds(now - since));
        queueAge.set(seconds(now - ((await store.work.nextDueAt()) ?? now)));
        storeUp.set(1);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        storeUp.set(0);
      }
      return registry.metrics();
    },
  };
}

/** Since when (ms) each lane owes something; what was given up waits for a person and is left out. */
function oldestOwed(effects: readonly Effect[]): Map<Lane, number> {
  const oldest = new Map<Lane, number>();
  for (const { lane, state, dueAt, firstTriedAt } of effects) {
    if (state === "given-up") continue;
    oldest.set(lane, Math.min(firstTriedAt ?? dueAt, oldest.get(lane) ?? Number.POSITIVE_INFINITY));
  }
  return oldest;
}

/** A clock that was set back makes nothing early. */
function seconds(ms: number): number {
  return Math.max(0, ms / 1000);
}
