import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Router } from "express";
import type { IssueKey } from "../issue-key.ts";
import { type Store, StoreUnavailable } from "../store/store.ts";
import * as answers from "./answer.ts";
import { type Authenticate, authenticator } from "./authenticate.ts";
import { deliveryId } from "./delivery-id.ts";
import { discardBody, readBody } from "./read-body.ts";
import { recognise } from "./recognise.ts";
import { readWebhook } from "./webhook.ts";

/** What is logged to; pino fits. */
export interface WebhookLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface WebhookOptions {
  /** `GITLAB_WEBHOOK_SECRET`. At least one of this and the signing token. */
  secret?: string | undefined;
  /** `GITLAB_SIGNING_TOKEN`. */
  signingToken?: string | undefined;
  /** Ids or full paths of the escalation projects; case does not count. */
  projects: readonly string[];
  /** The user ids whose doings are the service's own. */
  ownUserIds: () => ReadonlySet<number>;
  accept: Store["deliveries"]["accept"];
  /** Whether the service has taken this issue on; asked only where the payload cannot tell. */
  knows: (key: IssueKey) => Promise<boolean>;
  /** The escalations that speak of an issue which is none itself. */
  watching: (key: IssueKey) => Promise<IssueKey[]>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: WebhookLog;
  /** Told of every authentic delivery: the id and full path of its project, as far as it names one. */
  onHeard?: ((names: readonly (string | number | null | undefined)[]) => void) | undefined;
  /** Told of every answer given, for metrics. */
  onDelivery?: ((outcome: answers.Answer) => void) | undefined;
}

/** GitLab's own limit for a webhook's body, in bytes (`REQUEST_BODY_SIZE_LIMIT`). */
export const bodyLimit = 25 * 1024 * 1024;

/**
 * `POST /webhooks/gitlab`: checks, recognises, stores, and only then answers 2xx. Throws at once when it was given
 * nothing to tell GitLab's deliveries from others by.
 */
export function webhookRouter(options: WebhookOptions): Router {
  const receive = receiver(options);
  const router = Router();
  router.all("/webhooks/gitlab", async (request, response) => {
    const answer = await receive(request).catch((error: unknown) => troubled(error, options.log));
    if (answer) reply(request, response, answer, options);
  });
  return router;
}

function reply(request: IncomingMessage, response: ServerResponse, answer: answers.Answer, options: WebhookOptions) {
  if (answer.result === "refused" && answer.status !== 401) {
    options.log.info({ status: answer.status, reason: answer.message }, "a delivery was refused");
  }
  answers.send(response, answer);
  discardBody(request, bodyLimit);
  options.onDelivery?.(answer);
}

/** The order of the checks is what callers rely on. Undefined when the sender went away before the end. */
function receiver(options: WebhookOptions): (request: IncomingMessage) => Promise<answers.Answer | undefined> {
  const authenticate: Authenticate = authenticator(options);
  const { clock, log } = options;
  const settle = settler(options);

  return async (request) => {
    if (request.method !== "POST") return answers.wrongMethod;
    if (!isPlainJson(request)) return answers.wrongContentType;

    const now = clock();
    const verdict = authenticate(request.headers, now);
    if (verdict.kind === "refused") {
      log.warn({}, verdict.why);
      return answers.notAuthentic;
    }

    const body = await readBody(request, bodyLimit);
    if (body === "too large") return answers.tooLarge;
    if (body === "cut off") {
      log.info({}, "a delivery was cut off by its sender");
      return undefined;
    }
    if (verdict.kind === "signed" && !verdict.verify(body)) {
      log.warn({}, "a delivery's signature is wrong: the webhook's signing token and GITLAB_SIGNING_TOKEN may differ");
      return answers.notAuthentic;
    }
    return settle(request, body, now);
  };
}

/** What follows once a delivery is known to be GitLab's: read, recognise, store. */
function settler({ projects, ownUserIds, accept, knows, watching, log, onHeard }: WebhookOptions) {
  const ours = new Set(projects.map((project) => project.trim().toLowerCase()));

  return async ({ headers }: IncomingMessage, bytes: Buffer, receivedAt: number): Promise<answers.Answer> => {
    if (!isUtf8(bytes)) return answers.notJson;
    const body = bytes.toString("utf8");
    const payload = parseObject(body);
    if (!payload) return answers.notJson;
    const webhook = readWebhook(payload);
    if (!webhook) return answers.notWebhook;
    onHeard?.([webhook.project?.id ?? webhook.project_id, webhook.project?.path_with_namespace]);

    const found = recognise(webhook, { projects: ours, ownUserIds: ownUserIds() });
    if ("irrelevant" in found) {
      if (found.irrelevant === "unreadable") {
        log.warn({}, "a delivery names no issue: take a custom template off the webhook in GitLab, if it has one");
      }
      return answers.irrelevant(found.irrelevant);
    }
    const { key, sure } = found;
    const concerned = sure || (await knows(key)) ? [key] : await watching(key);
    if (concerned.length === 0) return answers.irrelevant("no escalation");

    const event = answers.header(headers, "x-gitlab-event") ?? webhook.object_kind ?? "";
    const id = deliveryId(headers, event, bytes);
    const taken = await Promise.all(
      concerned.map((one) => accept({ id: one === key ? id : `${id} for ${one}`, key: one, event, body, receivedAt })),
    );
    return taken.includes("kept") ? answers.kept : answers.known;
  };
}

function isPlainJson({ headers }: IncomingMessage): boolean {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  return type === "application/json" && (headers["content-encoding"] ?? "identity") === "identity";
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function troubled(error: unknown, log: WebhookLog): answers.Answer {
  if (error instanceof StoreUnavailable) {
    log.error({ err: error }, "a delivery could not be stored: see to the database, GitLab will not send it again");
    return answers.unavailable;
  }
  log.error({ err: error }, "a delivery could not be handled");
  return answers.failed;
}
