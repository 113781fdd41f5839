import { createHmac } from "node:crypto";

/** What a signature covers beside the body. `timestamp` is in seconds since the epoch, as it stands in its header. */
export interface Signed {
  id: string;
  timestamp: string;
}

/**
 * The signature of a body as Standard Webhooks has it (symmetric, `v1`), which is also how GitLab signs with a signing
 * token: an HMAC-SHA256 of `id.timestamp.body`. Header values are bytes to Node, so Latin-1.
 */
export function signature(key: Buffer, { id, timestamp }: Signed, body: string | Buffer): string {
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`, "latin1").update(body);
  return `v1,${hmac.digest("base64")}`;
}

/** The key in a secret written `whsec_<base64>`; undefined where it is written otherwise. */
export function signingKey(secret: string): Buffer | undefined {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}
