import { json, type NextFunction, type Request, type Response, Router } from "express";
import { z } from "zod";

/** Files as somebody proposes them. `problems`: they are not valid. */
export type Simulate = (
  files: readonly { file: string; text: string }[],
) => Promise<{ problems: string[] } | { simulation: object }>;

const Body = z.object({ files: z.array(z.object({ file: z.string().max(1000), text: z.string() })).max(2) });

/** `POST /api/simulate`, behind the API's own check of who asks. One at a time: each reads every open escalation. */
export function simulationRouter(simulate: Simulate, log: { warn(fields: object, message: string): void }): Router {
  const router = Router();
  let isRunning = false;

  router.post("/api/simulate", json({ limit: "10mb" }), async (request, response) => {
    const body = Body.safeParse(request.body);
    if (!body.success) {
      response.status(400).json({ message: 'send {"files": [{"file": "<name>", "text": "<YAML>"}]}, two at most' });
      return;
    }
    if (isRunning) {
      response.status(409).json({ message: "another simulation is under way; ask again when it is done" });
      return;
    }
    isRunning = true;
    try {
      const found = await simulate(body.data.files);
      if ("problems" in found) response.status(422).json({ message: "not valid", problems: found.problems });
      else response.json(found.simulation);
    } catch (error) {
      log.warn({ reason: String(error) }, "simulation failed");
      response.status(502).json({ message: `not simulated: ${error instanceof Error ? error.message : error}` });
    } finally {
      isRunning = false;
    }
  });

  // The body's own faults: no JSON, or too much of it.
  router.use("/api/simulate", (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const { status } = z
      .object({ status: z.int().min(400).max(499) })
      .catch({ status: 500 })
      .parse(error);
    if (status === 500) return next(error);
    response.status(status).json({ message: error instanceof Error ? error.message : "the body cannot be read" });
  });
  return router;
}
