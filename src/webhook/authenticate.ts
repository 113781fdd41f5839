import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { signature as rightSignature, type Signed, signingKey } from "../standard-webhooks.ts";
import { header } from "./answer.ts";

export interface Credentials {
  /** The webhook's secret token, which GitLab sends as it is (`X-Gitlab-Token`). */
  secret?: string | undefined;
  /** The webhook's signing token, `whsec_` and the key in base64 (GitLab 19.0, Standard Webhooks). */
  signingToken?: string | undefined;
}

/** What the headers alone say. `why` is for the operator's log and names no value. */
export type Verdict =
  | { kind: "authentic" }
  | { kind: "refused"; why: string }
  | { kind: "signed"; verify: (body: Buffer) => boolean };

/** Takes the request's headers and the time in milliseconds. */
export type Authenticate = (headers: IncomingHttpHeaders, now: number) => Verdict;

/** How far a signature's time may be from ours, in milliseconds; what Standard Webhooks libraries use (GitLab states none). */
const replayWindow = 5 * 60_000;

/**
 * Builds the check of who sent a delivery. A delivery with a `webhook-signature` stands or falls with it; only one
 * without is judged by `X-Gitlab-Token`. Throws when there is nothing to check against or the signing token is malformed.
 */
export function authenticator({ secret, signingToken }: Credentials): Authenticate {
  if (!secret && !signingToken) throw new Error("set GITLAB_WEBHOOK_SECRET or GITLAB_SIGNING_TOKEN");
  const digest = secret ? sha256(secret) : undefined;
  const key = signingToken ? signingKey(signingToken) : undefined;
  if (signingToken && !key)
    throw new Error("GITLAB_SIGNING_TOKEN must be whsec_ followed by base64, as GitLab shows it");
  return (headers, now) => {
    const signature = header(headers, "webhook-signature");
    return signature === undefined ? bySecret(headers, digest) : bySignature(signature, headers, key, now);
  };
}

function bySecret(headers: IncomingHttpHeaders, digest: Buffer | undefined): Verdict {
  const token = header(headers, "x-gitlab-token");
  if (digest === undefined) {
    return refused(
      "a delivery came without a signature: set the signing token of GITLAB_SIGNING_TOKEN on the webhook in GitLab, or set GITLAB_WEBHOOK_SECRET",
    );
  }
  if (token === undefined) {
    return refused(
      "a delivery came without a secret token: set that of GITLAB_WEBHOOK_SECRET on the webhook in GitLab",
    );
  }
  // Node reads headers as Latin-1, GitLab sends the secret's UTF-8 bytes. Digests are of one length, so none leaks.
  if (timingSafeEqual(sha256(Buffer.from(token, "latin1")), digest)) return { kind: "authentic" };
  return refused("a delivery came with a wrong secret token: the webhook's in GitLab and GITLAB_WEBHOOK_SECRET differ");
}

function bySignature(signature: string, headers: IncomingHttpHeaders, key: Buffer | undefined, now: number): Verdict {
  if (key === undefined) {
    return refused("a delivery came with a signature: set GITLAB_SIGNING_TOKEN to the webhook's signing token");
  }
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  if (!id || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return refused("a delivery came with a signature but without a proper webhook-id and webhook-timestamp");
  }
  if (Math.abs(now - Number(timestamp) * 1000) > replayWindow) {
    return refused("a delivery was signed over five minutes from now: it is a replay, or a clock is wrong");
  }
  return { kind: "signed", verify: (body) => isSignedBy(key, { id, timestamp }, body, signature) };
}

/** `signatures` may hold several, separated by spaces, of which one must be right. */
function isSignedBy(key: Buffer, signed: Signed, body: Buffer, signatures: string): boolean {
  const right = Buffer.from(rightSignature(key, signed, body));
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature, "latin1");
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

function sha256(value: string | Buffer): Buffer {
  return hash("sha256", value, "buffer");
}

function refused(why: string): Verdict {
  return { kind: "refused", why };
}
