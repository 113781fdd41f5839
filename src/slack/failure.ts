import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { z } from "zod";
import { OutsideError, type Remedy } from "../act/outside-error.ts";

/** A refused token wants a person; trying slowly goes on, so that nothing is lost when it is mended. */
const REFUSED_RETRY_MS = 15_000;

/** Slack said no, with a word for why. */
export class SlackRefusal extends OutsideError {
  override name = "SlackRefusal";
  readonly code: string;
  /** Slack's answer, for the methods that say more. */
  readonly data: unknown;

  constructor(message: string, remedy: Remedy, code: string, data: unknown, retryAfterMs?: number) {
    super(message, remedy, retryAfterMs === undefined ? {} : { retryAfterMs });
    this.code = code;
    this.data = data;
  }
}

/** Slack's own trouble: some of it may have happened (docs.slack.dev, errors of each method). */
const UNKNOWN_OUTCOME = ["internal_error", "fatal_error", "service_unavailable", "request_timeout"];
const WAIT = ["ratelimited", "rate_limited", "message_limit_exceeded"];
const REFUSED_TOKEN = [
  "token_revoked",
  "account_inactive",
  "invalid_auth",
  "not_authed",
  "token_expired",
  "ekm_access_denied",
  "team_added_to_org",
  "org_login_required",
  "accesslimited",
];
/** Codes of connections that were never made: nothing can have happened. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];
const Scopes = z.object({ needed: z.string() });

/** What a failed call means for what to do next. `method` is Slack's name of it. */
export function slackFailure(method: string, error: unknown): OutsideError {
  if (error instanceof WebAPIRateLimitedError) {
    return new OutsideError(`${method}: Slack asks to wait ${error.retryAfter} s`, "repeat", {
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  }
  if (error instanceof WebAPIPlatformError) return refusal(method, error.data);
  if (error instanceof WebAPIHTTPError) {
    const remedy = error.statusCode === 429 ? "repeat" : "look-up";
    return new OutsideError(`${method}: Slack answered ${error.statusCode}`, remedy, {
      cause: error,
      ...(remedy === "repeat" && { retryAfterMs: 30_000 }),
    });
  }
  if (error instanceof WebAPIRequestError) {
    const code = codeOf(error);
    const neverSent = code !== undefined && NEVER_SENT.includes(code);
    return new OutsideError(
      `${method}: no answer from Slack (${code ?? error.message})`,
      neverSent ? "repeat" : "look-up",
      { cause: error },
    );
  }
  // A 429 without Retry-After comes as a plain error of the SDK.
  const message = error instanceof Error ? error.message : String(error);
  return new OutsideError(`${method}: ${message}`, "look-up", {
    cause: error,
    ...(/retry|rate/i.test(message) && { retryAfterMs: 30_000 }),
  });
}

function refusal(method: string, data: { error: string }): OutsideError {
  const { error: code } = data;
  // A page instead of JSON comes as an "error" that is the page.
  if (!/^[a-z0-9_:]+$/i.test(code))
    return new OutsideError(`${method}: Slack's answer is not JSON; is SLACK_API_URL right?`, "look-up");
  if (WAIT.includes(code)) return new SlackRefusal(`${method}: Slack asks to wait`, "repeat", code, data, 30_000);
  if (UNKNOWN_OUTCOME.includes(code))
    return new SlackRefusal(`${method}: Slack failed with ${code}`, "look-up", code, data);
  if (REFUSED_TOKEN.includes(code)) {
    return new SlackRefusal(
      `${method}: Slack refuses the token (${code}): check SLACK_BOT_TOKEN`,
      "repeat",
      code,
      data,
      REFUSED_RETRY_MS,
    );
  }
  if (code === "missing_scope") {
    const needed = Scopes.safeParse(data).data?.needed ?? "another scope";
    return new SlackRefusal(
      `${method}: the Slack app needs the scope ${needed}; add it and install the app again`,
      "give-up",
      code,
      data,
    );
  }
  return new SlackRefusal(`${method}: Slack refused with ${code}${hintOf(code)}`, "give-up", code, data);
}

/** What a refusal means for whoever can do something about it. */
function hintOf(code: string): string {
  const hints: readonly [RegExp, string][] = [
    [/^restricted_action|^not_allowed|^cannot_create/, "an administrator of Slack does not let apps do this"],
    [/^is_archived|^is_inactive/, "the channel is archived"],
    [/^channel_not_found/, "the channel is gone, or private and the app is not in it"],
    [/^messages_tab_disabled/, "switch the Messages Tab on in the app's settings, under App Home"],
    [/^user_(not_found|disabled|not_visible)/, "check the slack_id or email of the directory"],
    [/^too_many_/, "the channel has as many as Slack allows"],
  ];
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1];
  return hint === undefined ? "" : ` (${hint})`;
}

function codeOf(error: unknown): string | undefined {
  const Nested = z.object({
    code: z.string().optional(),
    get cause() {
      return Nested.optional();
    },
  });
  for (let at = Nested.safeParse(error).data; at; at = at.cause) {
    if (at.code && /^(E[A-Z]|UND_)/.test(at.code)) return at.code;
  }
  return undefined;
}
