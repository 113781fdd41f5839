import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { z } from "zod";

/**
 * Why nobody was signed in:
 * - `cancelled`: they did not let GitLab tell us who they are
 * - `stale`: begun too long ago, used before, or in another browser
 * - `away`: GitLab does not answer
 * - `misconfigured`: an operator has to put settings right
 * - `doubtful`: GitLab's answer does not hold
 */
export type Reason = "cancelled" | "stale" | "away" | "misconfigured" | "doubtful";

/** The message is for the log: what failed, without codes, tokens or secrets. */
export class SignInRefused extends Error {
  override name = "SignInRefused";
  readonly reason: Reason;

  constructor(reason: Reason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** Errors of the authorization and token endpoints (RFC 6749, 4.1.2.1 and 5.2) that settings on either side bring about. */
const OF_SETTINGS = [
  ...["invalid_client", "unauthorized_client", "invalid_scope", "invalid_redirect_uri", "redirect_uri_mismatch"],
  ...["unsupported_response_type", "invalid_request"],
];

/** Does it, and says of what fails what to do about it. */
export async function classed<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof AuthorizationResponseError) {
    const said = told(error);
    if (error.error === "access_denied") return new SignInRefused("cancelled", said, error);
    if (["server_error", "temporarily_unavailable"].includes(error.error))
      return new SignInRefused("away", said, error);
    return new SignInRefused(OF_SETTINGS.includes(error.error) ? "misconfigured" : "doubtful", said, error);
  }
  if (error instanceof ResponseBodyError) {
    if (error.error === "invalid_grant") return new SignInRefused("stale", told(error), error);
    return new SignInRefused(error.status >= 500 ? "away" : "misconfigured", told(error), error);
  }
  if (error instanceof WWWAuthenticateChallengeError)
    return new SignInRefused("doubtful", `GitLab refused its own token (${error.status})`, error);
  if (error instanceof ClientError) return ofClient(error);
  if (error instanceof z.ZodError)
    return new SignInRefused("misconfigured", "GitLab named a user without a numeric id or a username", error);
  // `fetch` throws these where nobody answers; the library, for arguments that are ours.
  if (error instanceof TypeError && error.cause !== undefined)
    return new SignInRefused("away", `no answer from GitLab: ${reasonOf(error.cause)}`, error);
  return error;
}

function ofClient(error: ClientError): SignInRefused {
  const { cause } = error;
  const status = cause instanceof Response ? cause.status : undefined;
  const said = `${error.message}${status === undefined ? "" : ` (${status})`}`;
  if (error.code === "OAUTH_TIMEOUT") return new SignInRefused("away", said, error);
  if (status !== undefined) {
    const isAway = status >= 500 || status === 429;
    return new SignInRefused(isAway ? "away" : "misconfigured", said, error);
  }
  if (error.code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED")
    return new SignInRefused("misconfigured", "the instance names itself otherwise: set OIDC_ISSUER to that", error);
  return new SignInRefused("doubtful", said, error);
}

/** What GitLab said: codes of the standard and its own sentence, made fit for a log line. */
function told({ error, error_description }: { error: string; error_description?: string | undefined }): string {
  const sentence = error_description === undefined ? "" : `: ${error_description.slice(0, 200)}`;
  return `GitLab answered ${error.slice(0, 60)}${sentence}`;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
