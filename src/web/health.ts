import { type Response, Router } from "express";
import type { Problem } from "../policy/problems.ts";
import type { Store } from "../store/store.ts";
import type { Metrics, Noticed, Watched } from "./metrics.ts";

export interface HealthOptions {
  store: Store;
  metrics: Metrics;
  /** What is wrong with the files on disk; the last valid version is in force all the same. */
  configuration(): { policy: readonly Problem[]; directory: readonly Problem[] };
  /** How GitLab and Slack answered last. */
  outside(): { gitlab: Condition; slack: Condition | "not connected" };
  /** What is wrong with webhooks, who works against the service, and what the last audit came to. */
  watched(): Watched & { audit: "ok" | "late" | "unknown" };
  clock: () => number;
}

export type Condition = "ok" | "degraded" | "unknown";

/** `GET /healthz`, `/readyz` and `/metrics`, for whoever runs the service. */
export function healthRouter({ store, metrics, configuration, outside, watched, clock }: HealthOptions): Router {
  const router = Router();
  // Both can be asked for by anybody: however many ask at a time, the store is asked once.
  const kept = shared(() => reachable(store));
  const figures = shared(() => metrics.render(store, clock()));

  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });

  // Ready is: deliveries can be kept. GitLab and Slack may be away; what they owe follows.
  router.get("/readyz", async (_request, response) => {
    const state = await kept();
    const { policy, directory } = configuration();
    const { webhooks, conflicts, audit } = watched();
    response.status(state === "ok" ? 200 : 503).json({
      store: state,
      policy: policy.length === 0 ? "ok" : "the file on disk is invalid; the last valid version is in force",
      directory: directory.length === 0 ? "ok" : "the file on disk is invalid; the last valid version is in force",
      ...outside(),
      webhooks: told(webhooks),
      conflicts: told(conflicts),
      audit,
    });
  });

  router.get("/metrics", async (_request, response: Response) => {
    const { policy, directory } = configuration();
    metrics.files({ policy: policy.length === 0, directory: directory.length === 0 });
    metrics.watched(watched());
    response.type(metrics.registry.contentType).send(await figures());
  });

  return router;
}

function told(found: readonly Noticed[]): "ok" | Noticed[] {
  if (found.length === 0) return "ok";
  return found.map(({ subject, problem, what, remedy }) => ({ subject, problem, what, remedy }));
}

function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

async function reachable(store: Store): Promise<string> {
  try {
    await store.ping();
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : "unreachable";
  }
}
