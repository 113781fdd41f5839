import { OutsideError } from "../act/outside-error.ts";
import type { SentimentSink } from "../act/ports.ts";
import type { SentimentReport } from "../decide/action.ts";
import { signature, signingKey } from "../standard-webhooks.ts";

const TIMEOUT_MS = 10_000;
/** Nobody waits for it, and whoever is down is not asked more often than this; what was asked for by itself wins. */
const RETRY_MS = 60_000;

export interface HttpSinkOptions {
  /** Where reports are posted. May hold a token in its path or query, so it is never repeated. */
  url: string;
  /** `whsec_` and the key in base64. */
  secret: string;
  clock: () => number;
  /** How long to wait for an answer (ms). */
  timeoutMs?: number;
  /** Cuts off what is under way, for a shutdown that cannot wait. */
  signal?: AbortSignal;
  onRequest?: (call: { status: number | undefined; ms: number }) => void;
}

/**
 * Reports to whatever takes signed JSON at an address (Standard Webhooks, symmetric): one attempt per call. The body of
 * one report is the same at every attempt, and so is its id, by which the receiver tells a repeat.
 */
export function httpSink(options: HttpSinkOptions): SentimentSink {
  const { url, secret, clock, timeoutMs = TIMEOUT_MS, signal: stop, onRequest = () => undefined } = options;
  const key = signingKey(secret);
  if (!key) throw new Error("SENTIMENT_SECRET must be whsec_<base64>");
  return {
    async report(report, id) {
      const body = JSON.stringify(bodyOf(report, id));
      const timestamp = String(Math.floor(clock() / 1000));
      const timeout = AbortSignal.timeout(timeoutMs);
      const startedAt = performance.now();
      let status: number | undefined;
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "user-agent": "gitlab-escalations",
            "webhook-id": id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(key, { id, timestamp }, body),
          },
          body,
          signal: stop ? AbortSignal.any([stop, timeout]) : timeout,
          // The signature is for this receiver alone.
          redirect: "manual",
        });
        status = response.status;
        // What it says beyond the status may repeat the address, and is in its own log.
        await response.body?.cancel();
        if (!response.ok) throw refusal(response, clock());
      } catch (error) {
        throw error instanceof OutsideError ? error : unanswered(error);
      } finally {
        onRequest({ status, ms: performance.now() - startedAt });
      }
    },
  };
}

/** The fields that docs/reference.md promises. */
function bodyOf({ event, at, customer, severity, escalation, dri, csm }: SentimentReport, id: string) {
  const { projectId: project_id, iid, title, url } = escalation;
  return {
    ...{ id, event, at: new Date(at).toISOString(), customer, severity },
    ...{ escalation: { project_id, iid, title, url }, dri, csm },
  };
}

function refusal({ status, headers }: Response, now: number): OutsideError {
  const said = `the platform answered ${status}`;
  const retryAfterMs = retryAfter(headers.get("retry-after"), now) ?? RETRY_MS;
  if (status === 408 || status === 429)
    return new OutsideError(`${said}: it asks to come again later`, "repeat", { retryAfterMs });
  // A proxy may say so after the work was done.
  if (status >= 500) return new OutsideError(`${said}: it has trouble of its own`, "look-up", { retryAfterMs });
  return new OutsideError(`${said}: ${hintOf(status)}`, "give-up");
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** For the operator, who can do something about it. */
function hintOf(status: number): string {
  if (status < 400) return "set SENTIMENT_URL to the address that it redirects to; redirects are not followed";
  if (status === 401 || status === 403) return "is SENTIMENT_SECRET the one that the receiver checks signatures with?";
  if (status === 404 || status === 405 || status === 410) return "is SENTIMENT_URL still right?";
  return "the receiver does not take the report, and its log says why; docs/reference.md has the fields";
}

function unanswered(error: unknown): OutsideError {
  return new OutsideError(
    `no answer from the platform (${reasonOf(error)}): is it up, and is SENTIMENT_URL right?`,
    "look-up",
    { retryAfterMs: RETRY_MS },
  );
}

/** A code or a class of error; its message may hold the address, and so is the cause left out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.name;
}
