import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { header } from "./answer.ts";

/**
 * What repeats of one delivery have in common: `Idempotency-Key` (GitLab 17.4), else `webhook-id` (19.0), else a hash of
 * what was sent. `X-Gitlab-Webhook-UUID` and `X-Gitlab-Event-UUID` will not do: one is new each time, the other shared.
 */
export function deliveryId(headers: IncomingHttpHeaders, event: string, body: Buffer): string {
  return (
    [header(headers, "idempotency-key"), header(headers, "webhook-id")].find(isUsable) ??
    `sha256:${createHash("sha256").update(`${event}\n`).update(body).digest("hex")}`
  );
}

/** Short and plain enough for the index of any store. */
function isUsable(id: string | undefined): boolean {
  return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id);
}
