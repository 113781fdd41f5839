import { setTimeout as sleep } from "node:timers/promises";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { Fault, Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import { type Answer, answerCall, type Call, channelOf, rateLimited, type WebApi } from "./web-api.ts";

const longestBody = "5mb";
const bodyTypes = ["application/json", "application/x-www-form-urlencoded"];

/** What express throws for a body that is no JSON. */
const unreadable = z.object({ type: z.literal("entity.parse.failed") });

export interface RouterParts {
  api: WebApi;
  faults: Faults;
  requests: RequestLog;
}

/** The Web API over HTTP, at `/api/<method>` below wherever the router is mounted. */
export function createRouter({ api, faults, requests }: RouterParts): Router {
  const router = express.Router();
  const bodies = [express.urlencoded({ extended: false, limit: longestBody }), express.json({ limit: longestBody })];

  router.all("/api/:method", ...bodies, async (request, response) => {
    const at = api.workspace.clock();
    const call = readCall(request);
    const { fault, afterCommit, delayMs } = faults.strike({ method: call.method, channel: channelOf(call) });
    const answer = fault === undefined || afterCommit ? understand(request, call, api) : undefined;
    const { status, error } = fault === undefined && answer !== undefined ? seen(answer) : seenThrough(fault);
    const kind = fault?.kind ?? (delayMs > 0 ? "slow" : undefined);
    requests.add({
      at,
      method: call.method,
      args: call.args,
      status,
      ...(error ? { error } : {}),
      ...(kind ? { fault: kind } : {}),
    });

    if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    if (fault !== undefined) suffer(response, fault, faults);
    else if (answer !== undefined) send(response, answer);
  });

  router.use((failure: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!unreadable.safeParse(failure).success) return next(failure);
    send(response, { status: 200, headers: {}, body: { ok: false, error: "invalid_json" } });
  });

  return router;
}

function readCall(request: Request<{ method: string }>): Call {
  const isJson = request.is("application/json") !== false && request.is("application/json") !== null;
  const { token, ...args } = { ...asRecord(request.query), ...asRecord(request.body) };
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(request.get("authorization") ?? "") ?? [];
  return {
    method: request.params.method,
    token: bearer ?? (typeof token === "string" ? token : undefined),
    args,
    isJson,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Runs the call, unless Slack cannot read a body of that type. File uploads (multipart) are not known here. */
function understand(request: Request, call: Call, api: WebApi): Answer {
  const type = request.is(bodyTypes);
  if (type === false) return { status: 200, headers: {}, body: { ok: false, error: "invalid_post_type" } };
  return answerCall(api, call);
}

function seen({ status, body }: Answer): { status: number; error?: string | undefined } {
  return { status, error: body.error };
}

function seenThrough(fault: Fault | undefined): { status: number; error?: string } {
  switch (fault?.kind) {
    case "status":
      return { status: fault.status };
    case "ratelimited":
      return { status: 429, error: "ratelimited" };
    case "error":
      return { status: 200, error: fault.error };
    case "html":
      return { status: 200 };
    default:
      return { status: 0 };
  }
}

function suffer(response: Response, fault: Fault, faults: Faults): void {
  switch (fault.kind) {
    case "status":
      response.status(fault.status).type("text/plain").send("upstream connect error or disconnect before headers");
      return;
    case "html":
      response.type("text/html").send("<!doctype html><title>Sign in</title><p>Please sign in to continue.");
      return;
    case "ratelimited":
      send(response, rateLimited({}, fault.retryAfter));
      return;
    case "error":
      send(response, { status: 200, headers: {}, body: { ok: false, error: fault.error, ...fault.details } });
      return;
    case "drop":
      response.destroy();
      return;
    case "hang":
      faults.hold(() => response.destroy());
  }
}

function send(response: Response, { status, headers, body }: Answer): void {
  response.status(status).set(headers).json(body);
}
