import { createHash, timingSafeEqual } from "node:crypto";
import { type NextFunction, type Request, type Response, Router } from "express";
import { z } from "zod";
import { failedAttempts } from "../failed-attempts.ts";
import { type IssueKey, issueKey } from "../issue-key.ts";
import type { Store } from "../store/store.ts";
import { figuresApi } from "./figures-api.ts";
import { type Simulate, simulationRouter } from "./simulation.ts";

export interface ApiOptions {
  store: Store;
  /** Undefined: there is no API, and every path of it answers 404. */
  token: string | undefined;
  /** A full look at every open escalation; answers how many became due. */
  sync(): Promise<number>;
  /** What would be decided about an issue now, in plain lines; undefined where it is no escalation. */
  explain(key: IssueKey): Promise<string[] | undefined>;
  /** What proposed files would change. */
  simulate: Simulate;
  /** What outages came to, newest first. */
  gaps(): Promise<unknown[]>;
  /** Waits, at most so long (ms), until nothing is due and nothing runs. Answers whether it came to that. */
  untilQuiet(patienceMs: number): Promise<boolean>;
  /** Whose days and months the figures count by. */
  timeZone(): string;
  log: { warn(fields: object, message: string): void };
  clock: () => number;
}

/** How long `POST /api/sync?wait=1` may take: what is not done by then goes on all the same. */
const LONGEST_WAIT_MS = 60_000;

/** As GitLab writes them: `1e3` or `0x10` name nothing. */
const Id = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
const Address = z.object({ projectId: Id, iid: Id });

/** The machine's view: open escalations, why things were decided, and a full look on request. */
export function apiRouter({
  store,
  token,
  sync,
  explain,
  simulate,
  gaps,
  untilQuiet,
  timeZone,
  log,
  clock,
}: ApiOptions): Router {
  const router = Router();
  const authorise = authoriser(token, clock);
  router.use("/api", (request, response, next) => authorise(request, response.set("cache-control", "no-store"), next));
  router.use(figuresApi({ store, timeZone }));

  router.get("/api/escalations", async (_request, response) => {
    const open = await store.escalations.list({ open: true });
    response.json(open.map(({ summary }) => JSON.parse(summary)));
  });

  router.get("/api/escalations/:projectId/:iid/timeline", async (request, response) => {
    const key = keyIn(request);
    if (!key || !(await store.escalations.knows(key))) return unknown(response);
    const timeline = await store.escalations.timeline(key);
    response.json(
      timeline.map(({ at, who, what, rule, facts }) => ({
        at: new Date(at).toISOString(),
        who,
        what,
        rule,
        facts: JSON.parse(facts),
      })),
    );
  });

  router.get("/api/escalations/:projectId/:iid/explanation", async (request, response) => {
    const key = keyIn(request);
    const lines = key && (await explain(key));
    if (!lines) return unknown(response);
    response.type("text/plain").send(`${lines.join("\n")}\n`);
  });

  router.get("/api/gaps", async (_request, response) => {
    response.json(await gaps());
  });

  router.use(simulationRouter(simulate, log));

  router.post("/api/sync", async (request, response) => {
    const look = sync();
    if (request.query["wait"] !== "1") {
      look.catch((error: unknown) => log.warn({ reason: String(error) }, "full look on request failed"));
      response.status(202).json({ message: "a full look has begun" });
      return;
    }
    // Done is: looked at, and what the look found has had its turn. What waits for Slack to come back does not count.
    try {
      const due = await look;
      const done = await untilQuiet(LONGEST_WAIT_MS);
      response
        .status(done ? 200 : 202)
        .json({ due, message: done ? "done" : "looked at everything; some of it still goes on" });
    } catch (error) {
      log.warn({ reason: String(error) }, "full look on request failed");
      response
        .status(502)
        .json({ message: `GitLab could not be looked at: ${error instanceof Error ? error.message : error}` });
    }
  });

  return router;
}

function keyIn({ params }: Request): IssueKey | undefined {
  const address = Address.safeParse(params);
  return address.success ? issueKey(address.data) : undefined;
}

function unknown(response: Response): void {
  response.status(404).json({ message: "there is no such escalation" });
}

/** Who guesses too often has to wait, whatever they send then: a token may be short. */
function authoriser(token: string | undefined, clock: () => number) {
  const attempts = failedAttempts();
  return ({ headers, ip }: Request, response: Response, next: NextFunction): void => {
    if (token === undefined) {
      response.status(404).json({ message: "there is no API here: set API_TOKEN to have one" });
      return;
    }
    const seconds = attempts.secondsToWait(ip, clock());
    if (seconds > 0) {
      response.status(429).set("retry-after", `${seconds}`).json({ message: "too many wrong tokens from there" });
      return;
    }
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
    if (!timingSafeEqual(digest(given), digest(token))) {
      attempts.failed(ip, clock());
      response.status(401).set("www-authenticate", "Bearer").json({ message: "send the API_TOKEN as a bearer token" });
      return;
    }
    next();
  };
}

/** Equal lengths, so that comparing takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
