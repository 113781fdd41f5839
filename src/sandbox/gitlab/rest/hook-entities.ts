import type { Hook } from "../model.ts";
import type { Delivery } from "../webhooks/delivery.ts";
import { alertStatus } from "../webhooks/hook-health.ts";
import type { World } from "../world.ts";
import { iso } from "./entities.ts";

/** What the API tells of a hook: never its secrets, only whether there are any. */
export function hookEntity(world: World, hook: Hook) {
  const status = alertStatus(hook, world.clock());
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name === "" ? null : hook.name,
    description: null,
    created_at: iso(hook.createdAt),
    push_events: hook.pushEvents,
    tag_push_events: false,
    merge_requests_events: false,
    repository_update_events: false,
    enable_ssl_verification: hook.enableSslVerification,
    alert_status: status,
    disabled_until: status === "temporarily_disabled" ? iso(hook.disabledUntil) : null,
    url_variables: [],
    push_events_branch_filter: null,
    branch_filter_strategy: "wildcard",
    custom_webhook_template: null,
    custom_headers: [],
    token_present: hook.token !== null,
    signing_token_present: hook.signingToken !== null,
    project_id: hook.projectId,
    ...hook.triggers,
    pipeline_events: false,
    wiki_page_events: false,
    deployment_events: false,
    feature_flag_events: false,
    job_events: false,
    releases_events: false,
    milestone_events: false,
    emoji_events: false,
    resource_access_token_events: false,
  };
}

/** A past delivery as `GET …/hooks/:id/events` lists it. */
export function deliveryEntity(delivery: Delivery) {
  const last = delivery.attempts.at(-1);
  return {
    id: delivery.id,
    url: delivery.url,
    trigger: delivery.trigger.replace("_events", "_hooks"),
    request_headers: Object.fromEntries(
      Object.entries(last?.requestHeaders ?? {}).map(([name, value]) => [
        name,
        name === "X-Gitlab-Token" ? "[REDACTED]" : value,
      ]),
    ),
    request_data: JSON.parse(delivery.body),
    response_headers: {},
    response_body: last?.responseBody ?? "",
    execution_duration: (last?.durationMs ?? 0) / 1000,
    response_status: String(last?.status ?? "internal error"),
  };
}
