import { ApiError } from "./api-error.ts";
import { methods } from "./methods/index.ts";
import type { RateLimiter } from "./rate-limits.ts";
import type { User } from "./types.ts";
import type { Workspace } from "./workspace.ts";

/** An incoming call, however it came. */
export interface Call {
  method: string;
  token: string | undefined;
  args: Readonly<Record<string, unknown>>;
  /** Whether the arguments stood in a JSON body. */
  isJson: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: { ok: boolean; error?: string };
}

export interface WebApi {
  workspace: Workspace;
  limiter: RateLimiter;
  /** Who calls with a token. */
  tokens: ReadonlyMap<string, User>;
  /** What the app was granted; every answer names them. */
  scopes: readonly string[];
}

/** Runs a call and answers what Slack would, refusals among it: known method, token, rate, scope, then the method itself. */
export function answerCall({ workspace, limiter, tokens, scopes }: WebApi, call: Call): Answer {
  const headers = { "x-oauth-scopes": scopes.join(",") };
  try {
    const method = methods.get(call.method);
    if (method === undefined) throw new ApiError("unknown_method");
    if (call.token === undefined) throw new ApiError("not_authed");
    const user = tokens.get(call.token);
    if (user === undefined) throw new ApiError("invalid_auth");

    const wait = limiter.take({ method: call.method, tier: method.tier, channel: channelOf(call) });
    if (wait !== undefined) return rateLimited(headers, wait);

    if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope))) {
      throw new ApiError("missing_scope", { needed: method.scopes.join(","), provided: scopes.join(",") });
    }
    const args = call.isJson && !method.json ? {} : call.args;
    return { status: 200, headers, body: { ok: true, ...method.run({ workspace, user, scopes }, args) } };
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal;
    return { status: 200, headers, body: { ok: false, error: refusal.code, ...refusal.details } };
  }
}

/** HTTP 429, with the seconds to wait where they are told. */
export function rateLimited(headers: Record<string, string>, retryAfter: number | undefined): Answer {
  const wait: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { status: 429, headers: { ...headers, ...wait }, body: { ok: false, error: "ratelimited" } };
}

/** The channel a call is about, as its caller writes it. */
export function channelOf({ args }: Pick<Call, "args">): string | undefined {
  const channel = args["channel"] ?? args["channel_id"];
  return typeof channel === "string" ? channel : undefined;
}
