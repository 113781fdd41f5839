import { createRequesterFn, type RequestHandlerFn } from "@gitbeaker/requester-utils";
import { z } from "zod";
import { assertHeld } from "../act/hold.ts";
import { OutsideError, type Remedy } from "../act/outside-error.ts";

/** GitLab's own answer to a slow request is 60 s; nobody waits that long for an escalation. */
const TIMEOUT_MS = 10_000;
/** A refused token wants a person; trying slowly goes on, so that nothing is lost when it is mended. */
const REFUSED_RETRY_MS = 15_000;
/** Where GitLab or something in front of it does not say how long to wait. */
const LIMITED_RETRY_MS = 15_000;

export interface RequesterOptions {
  clock: () => number;
  /** How long to wait for an answer (ms). */
  timeoutMs?: number;
  /** Cuts off what is under way, for a shutdown that cannot wait. */
  signal?: AbortSignal;
  onRequest?: (call: { method: string; path: string; status: number | undefined; ms: number }) => void;
  /** Told GitLab's time with each answer (ms since the epoch, to the second). */
  onDate?: (at: number) => void;
}

const Options = z.object({
  method: z.string().default("GET"),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  prefixUrl: z.string(),
  searchParams: z.string().optional(),
});

/**
 * How gitbeaker talks to GitLab here: one attempt per call, with a time-out. Its own retries would repeat a write whose
 * answer was lost and pass over `Retry-After`; ours are the queue's. GitLab limits a user, not a call, so whoever was
 * told to wait (429) makes no call at all until then.
 */
export function requester(options: RequesterOptions) {
  return createRequesterFn((_service, given) => Promise.resolve(given), attempt(options));
}

function attempt({
  clock,
  timeoutMs = TIMEOUT_MS,
  signal: stop,
  onRequest = () => undefined,
  onDate = () => undefined,
}: RequesterOptions): RequestHandlerFn {
  let waitUntil = 0;
  return async (endpoint, given) => {
    const { method, headers, body, prefixUrl, searchParams } = Options.parse(given);
    const url = new URL(endpoint, prefixUrl.endsWith("/") ? prefixUrl : `${prefixUrl}/`);
    url.search = searchParams ?? "";
    const call = `${method} ${decodeURIComponent(endpoint)}`;
    const signals = [...assertHeld(call), ...(stop ? [stop] : [])];
    const wait = waitUntil - clock();
    if (wait > 0) throw new OutsideError(`${call}: GitLab asked to wait`, "repeat", { retryAfterMs: wait });
    const timeout = AbortSignal.timeout(timeoutMs);
    const startedAt = performance.now();
    let status: number | undefined;
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        signal: signals.length > 0 ? AbortSignal.any([...signals, timeout]) : timeout,
        // Followed, a write would become a read, and the token go who knows where.
        redirect: "manual",
      });
      status = response.status;
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) onDate(date);
      const text = await response.text();
      if (status >= 300 && status < 400) throw elsewhere(call, method, url, response);
      if (!response.ok) throw refusal(call, method, response, text);
      return { body: parseBody(call, method, text), headers: Object.fromEntries(response.headers.entries()), status };
    } catch (error) {
      if (!(error instanceof OutsideError)) throw unanswered(call, method, error);
      if (status === 429) waitUntil = clock() + (error.retryAfterMs ?? LIMITED_RETRY_MS);
      throw error;
    } finally {
      onRequest({ method, path: endpoint, status, ms: performance.now() - startedAt });
    }
  };
}

const Json = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]);

function parseBody(call: string, method: string, text: string): z.infer<typeof Json> {
  if (text === "") return {};
  try {
    return Json.parse(JSON.parse(text));
  } catch (cause) {
    // A proxy's or a maintenance page with status 200, which need not mean that GitLab never heard of it.
    const message = `${call}: GitLab's answer is not JSON; is GITLAB_URL right, and is a proxy in between?`;
    throw new OutsideError(message, afterNoAnswer(method), { cause });
  }
}

function refusal(call: string, method: string, response: Response, text: string): OutsideError {
  const { status } = response;
  const message = `${call}: GitLab answered ${status}${describe(text)}`;
  if (status === 429) return new OutsideError(message, "repeat", { retryAfterMs: retryAfter(response) });
  if (status === 401) {
    return new OutsideError(`${message}; is GITLAB_TOKEN still valid?`, "repeat", { retryAfterMs: REFUSED_RETRY_MS });
  }
  // Behind a proxy a 5xx can come after GitLab has done the work.
  if (status >= 500) return new OutsideError(message, afterNoAnswer(method));
  return new RefusedRequest(message, status);
}

/** GitLab under another address (http instead of https, an instance that moved), or a project that was moved. */
function elsewhere(call: string, method: string, asked: URL, { status, headers }: Response): OutsideError {
  const location = headers.get("location");
  const to = location !== null && URL.canParse(location, asked) ? new URL(location, asked) : undefined;
  const byId = /\/projects\/\d+(?:\/|$)/;
  const isMovedProject = to !== undefined && byId.test(to.pathname) && !byId.test(asked.pathname);
  const remedy = isMovedProject
    ? "the project was moved or renamed: correct GITLAB_PROJECT (or CONFIG_PROJECT)"
    : "correct GITLAB_URL";
  // Without a query, which can hold anything.
  const where = to === undefined ? "elsewhere" : `to ${to.origin}${to.pathname}`;
  return new OutsideError(`${call}: GitLab sends us ${where} (${status}); ${remedy}`, afterNoAnswer(method));
}

/** A read can be repeated; a write without GitLab's own answer may have happened. */
function afterNoAnswer(method: string): Remedy {
  return method === "GET" ? "repeat" : "look-up";
}

/** GitLab understood and said no. */
export class RefusedRequest extends OutsideError {
  override name = "RefusedRequest";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message, "give-up");
    this.status = status;
  }
}

/** The reason GitLab gives, as text: `message` is a string or an object, `error` a string, or a plain page. */
function describe(text: string): string {
  const reason = (() => {
    try {
      const { message, error } = z
        .object({ message: z.unknown(), error: z.unknown() })
        .partial()
        .parse(JSON.parse(text));
      const given = message ?? error ?? "";
      return typeof given === "string" ? given : JSON.stringify(given);
    } catch {
      return text
        .slice(0, 2_000)
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ");
    }
  })();
  return reason.trim() === "" ? "" : `: ${reason.trim().slice(0, 200)}`;
}

function retryAfter(response: Response): number {
  const header = response.headers.get("retry-after");
  const seconds = header === null ? Number.NaN : Number(header);
  // "At once" from somebody who has just refused: a moment is left all the same.
  return Number.isFinite(seconds) && seconds >= 0 ? Math.max(1, seconds) * 1000 : LIMITED_RETRY_MS;
}

/** Codes of connections that were never made: nothing can have happened. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

function unanswered(call: string, method: string, error: unknown): OutsideError {
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  const neverSent = code !== undefined && NEVER_SENT.includes(code);
  return new OutsideError(`${call}: no answer from GitLab (${reason})`, neverSent ? "repeat" : afterNoAnswer(method), {
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  const parsed = z
    .object({ code: z.string().optional(), cause: z.object({ code: z.string() }).optional() })
    .safeParse(error);
  return parsed.data?.cause?.code ?? parsed.data?.code;
}
