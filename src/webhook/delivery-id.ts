import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { header } from "./answer.ts";

/**
 * What repeats of one delivery have in common: `Idempotency-Key` (GitLab 17.4), else `webhook-id` (19.0), else a hash of
 * what was sent. `X-Gitlab-Webhook-UUID` and `X-Gitlab-Event-UUID` will not do: one is new each time, the other shared. Of a signed
 * delivery only what the signature covers counts: `webhook-id`, which is the same as the other.
 */
export function deliveryId(headers: IncomingHttpHeaders, event: string, body: Buffer, isSigned: boolean): string {
  const [key, signedId] = [header(headers, "idempotency-key"), header(headers, "webhook-id")];
  return (
    (isSigned ? [signedId] : [key, signedId]).find(isUsable) ??
    `sha256:${createHash("sha256").update(`${event}\n`).update(body).digest("hex")}`
  );
}

/** Short and plain enough for the index of any store. */
function isUsable(id: string | undefined): boolean {
  return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id);
}
