import { createHmac, randomUUID } from "node:crypto";
import type { Hook } from "../model.ts";
import type { World } from "../world.ts";
import type { Delivery } from "./delivery.ts";

/** The headers of GitLab 19: `webhook-id` and `webhook-timestamp` always, the signature and the secret only where they are set. */
export function deliveryHeaders(world: World, hook: Hook, delivery: Delivery): Record<string, string> {
  const timestamp = String(Math.floor(world.clock() / 1000));
  return {
    "Content-Type": "application/json",
    "User-Agent": `GitLab/${world.version}`,
    "X-Gitlab-Instance": world.baseUrl,
    "X-Gitlab-Event": delivery.event,
    "X-Gitlab-Event-UUID": delivery.eventUuid,
    // Made anew for every request, so of no use for telling redeliveries (facts: lib/gitlab/web_hooks.rb).
    "X-Gitlab-Webhook-UUID": randomUUID(),
    "Idempotency-Key": delivery.idempotencyKey,
    "webhook-id": delivery.idempotencyKey,
    "webhook-timestamp": timestamp,
    ...(hook.token === null ? {} : { "X-Gitlab-Token": hook.token }),
    ...(hook.signingToken === null
      ? {}
      : {
          "webhook-signature": webhookSignature(hook.signingToken, {
            id: delivery.idempotencyKey,
            timestamp,
            body: delivery.body,
          }),
        }),
  };
}

/** Standard Webhooks: HMAC-SHA256 over `id.timestamp.body` with the bytes behind `whsec_` as key. Timestamp in seconds. */
export function webhookSignature(
  signingToken: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string {
  const key = Buffer.from(signingToken.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
