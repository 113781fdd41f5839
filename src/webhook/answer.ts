import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What became of a delivery. A closed set, fit for a metric's label. */
export type Result = "kept" | "known" | "noted" | "irrelevant" | "refused" | "unavailable" | "failed";

/** What is said back to the sender: a status and a short JSON body of `result` and `message`. */
export interface Answer {
  status: number;
  result: Result;
  message: string;
  headers?: OutgoingHttpHeaders;
}

export const kept: Answer = { status: 200, result: "kept", message: "kept" };
export const known: Answer = { status: 200, result: "known", message: "known already" };

/** A push that changed policy or directory. Nothing is stored: a start reads them anyway. */
export const noted: Answer = { status: 200, result: "noted", message: "policy and directory are read again" };

export const wrongMethod: Answer = {
  ...refused(405, "GitLab webhooks are sent with POST"),
  headers: { Allow: "POST" },
};
export const wrongContentType = refused(415, "the body must be plain application/json");
export const notAuthentic = refused(401, "the webhook's secret or signature is missing or wrong");
/** Of a source that failed too often; a right secret or signature is listened to all the same. Seconds. */
export function tooOften(seconds: number): Answer {
  return { ...refused(429, "too many failed attempts from there"), headers: { "Retry-After": `${seconds}` } };
}

export const tooLarge = refused(413, "the body is over 25 MB");
export const notJson = refused(400, "the body is not a JSON object in UTF-8");
export const notWebhook = refused(400, "the body is no GitLab webhook: it has neither object_kind nor event_name");

/** GitLab does not repeat a delivery by itself, but its "resend" and other senders may; seconds. */
export const unavailable: Answer = {
  status: 503,
  result: "unavailable",
  message: "the delivery could not be stored, send it again later",
  headers: { "Retry-After": "10" },
};
/** Large bodies that come at the same time; the others go on. Seconds. */
export const tooMuchAtOnce: Answer = { ...unavailable, message: "too much comes at once, send it again later" };
export const failed: Answer = { status: 500, result: "failed", message: "the delivery could not be handled" };

/** Authentic and of no use here. 2xx, because GitLab switches off a hook whose deliveries are refused. */
export function irrelevant(message: string): Answer {
  return { status: 200, result: "irrelevant", message };
}

function refused(status: number, message: string): Answer {
  return { status, result: "refused", message };
}

/** Sends an answer, unless one is on its way already or nobody is there to hear it. */
export function send(response: ServerResponse, { status, result, message, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify({ result, message });
  response
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers })
    .end(body);
}

/** One header's text, where it was sent. Node joins repeated ones with commas, so that two tokens match none. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
