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

  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });

  // Ready is: deliveries can be kept. GitLab and Slack may be away; what they owe follows.
  router.get("/readyz", async (_request, response) => {
    const kept = await reachable(store);
    const { policy, directory } = configuration();
    const { webhooks, conflicts, audit } = watched();
    response.status(kept === "ok" ? 200 : 503).json({
      store: kept,
      policy: policy.length === 0 ? "ok" : "the file on disk is invalid; the last valid version is in force",
      directory: directory.length === 0 ? "ok" : "the file on disk is invalid; the last valid version is in force",
      ...outside(),
      webhooks: told(webhooks),
      conflicts: told(conflicts),
      audit,
    });
  });

  router.get("/metrics", async (_request, response: Response) => {
    metrics.watched(watched());
    response.type(metrics.registry.contentType).send(await metrics.render(store, clock()));
  });

  return router;
}

function told(found: readonly Noticed[]): "ok" | Noticed[] {
  if (found.length === 0) return "ok";
  return found.map(({ subject, problem, what, remedy }) => ({ subject, problem, what, remedy }));
}

async function reachable(store: Store): Promise<string> {
  try {
    await store.ping();
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : "unreachable";
  }
}
