import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Request, Router } from "express";
import { type FailedAttempts, failedAttempts } from "../failed-attempts.ts";
import type { IssueKey } from "../issue-key.ts";
import { type Store, StoreUnavailable } from "../store/store.ts";
import * as answers from "./answer.ts";
import { type Authenticate, authenticator } from "./authenticate.ts";
import { deliveryId } from "./delivery-id.ts";
import { type ConfigurationProject, touchesConfiguration } from "./push.ts";
import { discardBody, type Room, readBody } from "./read-body.ts";
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
  /** Where policy and directory are read from; told of pushes that touch them. */
  configuration?: (ConfigurationProject & { onPush(): void }) | undefined;
  /** Failures by source; one of its own where it is left out. */
  attempts?: FailedAttempts;
  /** Told of every answer given, for metrics. */
  onDelivery?: ((outcome: answers.Answer) => void) | undefined;
}

/** GitLab's own limit for a webhook's body, in bytes (`REQUEST_BODY_SIZE_LIMIT`). */
export const bodyLimit = 25 * 1024 * 1024;
/** What bodies under way may hold together, in bytes. */
const roomForBodies = 4 * bodyLimit;

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
  if (answer.result === "refused" && ![401, 429].includes(answer.status)) {
    options.log.info({ status: answer.status, reason: answer.message }, "a delivery was refused");
  }
  answers.send(response, answer);
  discardBody(request, bodyLimit);
  options.onDelivery?.(answer);
}

/** The order of the checks is what callers rely on. Undefined when the sender went away before the end. */
function receiver(options: WebhookOptions): (request: Request) => Promise<answers.Answer | undefined> {
  const authenticate: Authenticate = authenticator(options);
  const { clock, log, attempts = failedAttempts() } = options;
  const settle = settler(options);
  const room: Room = { used: 0, most: roomForBodies };

  return async (request) => {
    const now = clock();
    if (request.method !== "POST") return stranger(request, answers.wrongMethod);
    if (!isPlainJson(request)) return stranger(request, answers.wrongContentType);

    const verdict = authenticate(request.headers, now);
    if (verdict.kind === "refused") return stranger(request, answers.notAuthentic, verdict.why);

    const body = await readBody(request, bodyLimit, room);
    if (body === "too large") return verdict.kind === "signed" ? stranger(request, answers.tooLarge) : answers.tooLarge;
    if (body === "no room") return answers.tooMuchAtOnce;
    if (body === "cut off") {
      log.info({}, "a delivery was cut off by its sender");
      return undefined;
    }
    if (verdict.kind === "signed" && !verdict.verify(body)) {
      const why = "a delivery's signature is wrong: the webhook's signing token and GITLAB_SIGNING_TOKEN may differ";
      return stranger(request, answers.notAuthentic, why);
    }
    return settle(request, body, now, verdict.kind === "signed");
  };

  /** The answer to whoever has not shown to be GitLab; those who keep at it are neither heard nor logged any more. */
  function stranger({ ip }: Request, answer: answers.Answer, why?: string): answers.Answer {
    const now = clock();
    const seconds = attempts.secondsToWait(ip, now);
    const isLast = attempts.failed(ip, now);
    if (seconds > 0) return answers.tooOften(seconds);
    if (why !== undefined) log.warn({}, why);
    if (isLast) log.warn({ source: ip }, "too many failed deliveries from one source; further ones are not logged");
    return answer;
  }
}

/** What follows once a delivery is known to be GitLab's: read, recognise, store. */
function settler({ projects, ownUserIds, accept, knows, watching, log, onHeard, configuration }: WebhookOptions) {
  const ours = new Set(projects.map((project) => project.trim().toLowerCase()));

  return async (
    { headers }: IncomingMessage,
    bytes: Buffer,
    receivedAt: number,
    isSigned: boolean,
  ): Promise<answers.Answer> => {
    if (!isUtf8(bytes)) return answers.notJson;
    const body = bytes.toString("utf8");
    const payload = parseObject(body);
    if (!payload) return answers.notJson;
    const webhook = readWebhook(payload);
    if (!webhook) return answers.notWebhook;
    onHeard?.([webhook.project?.id ?? webhook.project_id, webhook.project?.path_with_namespace]);

    if (configuration && touchesConfiguration(webhook, configuration)) {
      configuration.onPush();
      return answers.noted;
    }
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
    const id = deliveryId(headers, event, bytes, isSigned);
    // By issue, so that no delivery can pass for the repeat of another issue's or project's.
    const taken = await Promise.all(
      concerned.map((one) => accept({ id: `${id} for ${one}`, key: one, event, body, receivedAt })),
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
