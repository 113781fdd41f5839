import { ProjectHooks } from "@gitbeaker/rest";
import { z } from "zod";
import { OutsideError } from "../act/outside-error.ts";
import { WEBHOOK_EVENTS, type Webhook, type WebhookEvent, type Webhooks } from "../act/webhooks.ts";
import { RefusedRequest, requester } from "./requester.ts";
import type { TrackerOptions } from "./tracker.ts";

/** What changes while the set-up stays the same, and what tells two webhooks apart that do the same. */
const NO_SET_UP = ["id", "url", "name", "description", "created_at", "alert_status", "disabled_until"];

const flag = z.boolean().catch(false);
const Hook = z
  .looseObject({
    id: z.number(),
    url: z.string(),
    ...{ issues_events: flag, confidential_issues_events: flag, note_events: flag, confidential_note_events: flag },
    push_events: flag,
    enable_ssl_verification: z.boolean().catch(true),
    token_present: z.boolean().optional().catch(undefined),
    signing_token_present: z.boolean().optional().catch(undefined),
    // Absent before 15.x: nothing is known then.
    alert_status: z.enum(["executable", "temporarily_disabled", "disabled"]).catch("executable"),
    custom_webhook_template: z.string().nullish(),
  })
  .transform(
    (hook): Webhook => ({
      id: hook.id,
      url: hook.url,
      events: WEBHOOK_EVENTS.filter((event) => hook[event]),
      tellsOfPushes: hook.push_events,
      sslVerification: hook.enable_ssl_verification,
      isSigned:
        hook.token_present === undefined ? undefined : hook.token_present || hook.signing_token_present === true,
      hasToken: hook.token_present,
      hasSigningToken: hook.signing_token_present,
      health: hook.alert_status,
      hasTemplate: (hook.custom_webhook_template ?? "") !== "",
      setUp: JSON.stringify(
        Object.entries(hook)
          .filter(([name]) => !NO_SET_UP.includes(name))
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    }),
  );

/** A past delivery; `internal error` where nobody answered. */
const Event = z.object({
  id: z.number(),
  response_status: z.union([z.string(), z.number()]).transform((status) => Number(status)),
});

export interface HooksOptions extends TrackerOptions {
  /** The service's own, which its webhooks should have. */
  secret: string | undefined;
  signingToken: string | undefined;
  /** Whether those that it makes or completes also tell of pushes: policy and directory may stand in the project. */
  pushEvents?: boolean;
}

/** The webhooks of GitLab's projects (REST API v4, "Project webhooks") through gitbeaker, as the port the service needs. */
export function gitlabHooks({
  url: host,
  token,
  secret,
  signingToken,
  pushEvents = false,
  ...talking
}: HooksOptions): Webhooks {
  const hooks = new ProjectHooks({ host, token, requesterFn: requester(talking), rateLimits: {} });
  const secrets = {
    ...(secret !== undefined && { token: secret }),
    ...(signingToken !== undefined && { signingToken }),
  };

  return {
    async list(project) {
      try {
        const answer: unknown = await hooks.all(project, { perPage: 100 });
        return read(`webhooks of ${project}`, answer);
      } catch (error) {
        // 404: as good as 403 to who may not even see the project.
        if (isRefusal(error, [403, 404])) return undefined;
        throw error;
      }
    },

    async create(project, url) {
      const events = flags(WEBHOOK_EVENTS);
      await hooks.add(project, url, { ...events, pushEvents, enableSslVerification: true, ...secrets });
    },

    async addEvents(project, { id, url }, events) {
      await hooks.edit(project, id, url, flags(events));
    },

    async setSecrets(project, { id, url }) {
      await hooks.edit(project, id, url, secrets);
    },

    async complete(project, { id, url }) {
      const events = { ...flags(WEBHOOK_EVENTS), ...(pushEvents && { pushEvents }) };
      await hooks.edit(project, id, url, { ...events, enableSslVerification: true, ...secrets });
    },

    async remove(project, { id }) {
      try {
        await hooks.remove(project, id);
      } catch (error) {
        if (!isRefusal(error, [404])) throw error;
      }
    },

    async lastStatus(project, { id }) {
      try {
        const path = `${encodeURIComponent(project)}/hooks/${id}/events`;
        const { body } = await hooks.requester.get(path, { searchParams: { perPage: 20 } });
        const events = z.array(Event).safeParse(body).data ?? [];
        // In which order they come is not said.
        return events.sort((a, b) => b.id - a.id)[0]?.response_status;
      } catch (error) {
        // Since 17.3; before that there is no such list.
        if (isRefusal(error, [403, 404])) return undefined;
        throw error;
      }
    },

    async test(project, { id, events }) {
      // gitbeaker has no call for it.
      const path = `${encodeURIComponent(project)}/hooks/${id}/test/${events[0] ?? "issues_events"}`;
      await hooks.requester.post(path, {});
    },
  };
}

function flags(events: readonly WebhookEvent[]) {
  const has = (event: WebhookEvent) => events.includes(event);
  return {
    ...(has("issues_events") && { issuesEvents: true }),
    ...(has("confidential_issues_events") && { confidentialIssuesEvents: true }),
    ...(has("note_events") && { noteEvents: true }),
    ...(has("confidential_note_events") && { confidentialNoteEvents: true }),
  };
}

function isRefusal(error: unknown, statuses: readonly number[]): boolean {
  return error instanceof RefusedRequest && statuses.includes(error.status);
}

function read(what: string, answer: unknown): Webhook[] {
  const parsed = z.array(Hook).safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OutsideError(
    `GitLab's answer about the ${what} is not understood: ${z.prettifyError(parsed.error)}`,
    "give-up",
  );
}
