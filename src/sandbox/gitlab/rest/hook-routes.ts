import { z } from "zod";
import { assertMay, isMaintainer } from "../access.ts";
import { badParameter, GitLabError, notFound } from "../gitlab-error.ts";
import { checkedUrl, createHook } from "../hooks.ts";
import { type Hook, type Project, type Trigger, triggers } from "../model.ts";
import type { Courier } from "../webhooks/courier.ts";
import type { Delivery } from "../webhooks/delivery.ts";
import { issuePayload, notePayload } from "../webhooks/payloads.ts";
import type { World } from "../world.ts";
import { deliveryEntity, hookEntity } from "./hook-entities.ts";
import { locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import {
  type Call,
  created,
  flag,
  noContent,
  numberInPath,
  ok,
  pathParameter,
  type Route,
  readInput,
} from "./route.ts";

const options = {
  name: z.string().optional(),
  token: z.string().nullish(),
  signing_token: z.string().nullish(),
  enable_ssl_verification: flag.optional(),
  push_events: flag.optional(),
  issues_events: flag.optional(),
  confidential_issues_events: flag.optional(),
  note_events: flag.optional(),
  confidential_note_events: flag.optional(),
};
const NewHook = z.object({ url: z.string(), ...options });
const HookPatch = z.object({ url: z.string().optional(), ...options });

export function hookRoutes(world: World, courier: Courier): Route[] {
  const base = "/projects/:id/hooks";
  const project = (call: Call) => {
    const found = locatedProject(world, call);
    assertMay(isMaintainer(found, call.user));
    return found;
  };
  return [
    {
      method: "get",
      path: base,
      handle: (call) => paged(call, project(call).hooks, (hook) => hookEntity(world, hook)),
    },
    {
      method: "post",
      path: base,
      handle(call) {
        const home = project(call);
        const hook = createHook(world, home, readInput(call, NewHook));
        return created(hookEntity(world, hook));
      },
    },
    {
      method: "get",
      path: `${base}/:hook_id`,
      handle: (call) => ok(hookEntity(world, locatedHook(project(call), call))),
    },
    {
      method: "put",
      path: `${base}/:hook_id`,
      handle(call) {
        const hook = locatedHook(project(call), call);
        const { url, name, token, signing_token, ...flags } = readInput(call, HookPatch);
        // A secret is not carried over to a new address: it has to be given again.
        if (url !== undefined && url !== hook.url) Object.assign(hook, { url: checkedUrl(url), token: null });
        if (token !== undefined) hook.token = token || null;
        if (signing_token !== undefined) hook.signingToken = signing_token || null;
        hook.name = name ?? hook.name;
        hook.pushEvents = flags.push_events ?? hook.pushEvents;
        hook.enableSslVerification = flags.enable_ssl_verification ?? hook.enableSslVerification;
        for (const trigger of triggers) hook.triggers[trigger] = flags[trigger] ?? hook.triggers[trigger];
        return ok(hookEntity(world, hook));
      },
    },
    {
      method: "delete",
      path: `${base}/:hook_id`,
      handle(call) {
        const home = project(call);
        const hook = locatedHook(home, call);
        home.hooks = home.hooks.filter((other) => other !== hook);
        return noContent;
      },
    },
    {
      method: "post",
      path: `${base}/:hook_id/test/:trigger`,
      async handle(call) {
        const home = project(call);
        const hook = locatedHook(home, call);
        const trigger = z.enum(triggers).safeParse(pathParameter(call, "trigger"));
        if (!trigger.success) throw badParameter("trigger does not have a valid value");
        const { issue, body } = testSample(world, home, trigger.data, call);
        const delivery = await courier.test(home, hook, trigger.data, body, issue);
        if (delivery.state === "delivered") return created({ message: "201 Created" });
        const last = delivery.attempts.at(-1);
        throw new GitLabError(422, {
          message: last?.error ?? `Hook executed successfully but returned HTTP ${last?.status}`,
        });
      },
    },
    {
      method: "get",
      path: `${base}/:hook_id/events`,
      handle(call) {
        const hook = locatedHook(project(call), call);
        const { status } = readInput(call, z.object({ status: z.string().optional() }));
        const past = world.deliveries.filter(
          (one) => one.hookId === hook.id && one.attempts.length > 0 && hasStatus(one, status),
        );
        return paged(call, past.reverse(), deliveryEntity);
      },
    },
    {
      method: "post",
      path: `${base}/:hook_id/events/:event_id/resend`,
      async handle(call) {
        const hook = locatedHook(project(call), call);
        const id = numberInPath(call, "event_id");
        const delivery = world.deliveries.find((one) => one.id === id && one.hookId === hook.id);
        if (!delivery) throw notFound();
        if (delivery.url !== hook.url)
          throw new GitLabError(422, { message: "The hook URL has changed, and this log entry cannot be retried" });
        await courier.redeliver(id);
        return created({ response_status: delivery.attempts.at(-1)?.status ?? "internal error" });
      },
    },
  ];
}

/** The newest issue or comment there is, without an action for an issue; 422 where the project has none. */
function testSample(world: World, project: Project, trigger: Trigger, call: Call) {
  const issue = project.issues.at(-1);
  if (!issue) throw new GitLabError(422, { message: "Ensure the project has issues." });
  if (trigger === "issues_events" || trigger === "confidential_issues_events") {
    return { issue, body: issuePayload(world, project, issue, { actor: call.user, changes: {} }) };
  }
  const commented = project.issues.findLast(({ notes }) => notes.some(({ system }) => !system));
  const note = commented?.notes.findLast(({ system }) => !system);
  if (!commented || !note) throw new GitLabError(422, { message: "Ensure the project has notes." });
  return { issue: commented, body: notePayload(world, project, commented, note, "create") };
}

function locatedHook(project: Project, call: Call): Hook {
  const hook = project.hooks.find(({ id }) => id === numberInPath(call, "hook_id"));
  if (!hook) throw notFound();
  return hook;
}

function hasStatus(delivery: Delivery, wanted: string | undefined): boolean {
  const status = delivery.attempts.at(-1)?.status ?? 500;
  if (wanted === undefined) return true;
  if (wanted === "successful") return status >= 200 && status < 300;
  if (wanted === "client_failure") return status >= 400 && status < 500;
  if (wanted === "server_failure") return status >= 500;
  return String(status) === wanted;
}
