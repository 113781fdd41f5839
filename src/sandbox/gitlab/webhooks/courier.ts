import { randomUUID } from "node:crypto";
import type { Hook, Issue, Project, Trigger } from "../model.ts";
import type { World } from "../world.ts";
import { type Delivery, eventNames } from "./delivery.ts";
import { deliveryHeaders } from "./headers.ts";
import { alertStatus, countFailure, countSuccess } from "./hook-health.ts";
import { issuePayload, notePayload } from "./payloads.ts";

const timeoutMs = 10_000;
const keptResponse = 8_192;
// A sandbox left running must not grow for ever.
const mostDeliveries = 10_000;

export interface CourierOptions {
  fetch: typeof fetch;
  /** On at GitLab.com, off by default on self-managed instances. */
  autoDisable: boolean;
}

/** Carries events to webhooks: at once, side by side, in no order, without retry. */
export interface Courier {
  /** Resolves when no delivery is under way. Held ones are not. */
  settled(): Promise<void>;
  /** From now on deliveries wait in the state `held`, for tests of late, lost and reordered ones. */
  hold(): void;
  /** Sends held deliveries in the order of the given ids (default: all, oldest first) and goes on sending at once. */
  release(ids?: readonly number[]): Promise<void>;
  /** Sends a past delivery again with the same body and key, several copies at once if asked. */
  redeliver(id: number, copies?: number): Promise<void>;
  /** The Test button: sent whatever the hook's health; a 2xx brings a disabled hook back. */
  test(project: Project, hook: Hook, trigger: Trigger, body: unknown, issue: Issue): Promise<Delivery>;
}

export function createCourier(world: World, { fetch, autoDisable }: CourierOptions): Courier {
  const underWay = new Set<Promise<void>>();
  let holding = false;

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  function enqueue(project: Project, trigger: Trigger, issue: Issue, body: unknown): void {
    const eventUuid = randomUUID();
    for (const hook of project.hooks.filter((candidate) => candidate.triggers[trigger])) {
      const delivery = createDelivery(project, hook, trigger, issue, { body, eventUuid });
      if (autoDisable && alertStatus(hook, world.clock()) !== "executable") delivery.state = "dropped";
      else if (holding) delivery.state = "held";
      else void track(send(hook, delivery));
    }
  }

  function createDelivery(
    project: Project,
    hook: Hook,
    trigger: Trigger,
    issue: Issue,
    { body, eventUuid }: { body: unknown; eventUuid: string },
  ): Delivery {
    const delivery: Delivery = {
      id: world.nextId("delivery"),
      hookId: hook.id,
      projectId: project.id,
      url: hook.url,
      trigger,
      event: eventNames[trigger],
      issueIid: issue.iid,
      idempotencyKey: randomUUID(),
      eventUuid,
      body: toJson(body),
      createdAt: world.clock(),
      state: "sending",
      attempts: [],
    };
    world.deliveries.push(delivery);
    if (world.deliveries.length > mostDeliveries + 1_000) world.deliveries.splice(0, 1_000);
    return delivery;
  }

  async function send(hook: Hook, delivery: Delivery): Promise<void> {
    delivery.state = "sending";
    const at = world.clock();
    const started = performance.now();
    const requestHeaders = deliveryHeaders(world, hook, delivery);
    const answer = await post(fetch, delivery, requestHeaders);
    delivery.attempts.push({ at, requestHeaders, ...answer, durationMs: performance.now() - started });

    // Redirects count as success: GitLab looks at 2xx and 3xx alike.
    const succeeded = answer.status !== null && answer.status >= 200 && answer.status < 400;
    delivery.state = succeeded ? "delivered" : "failed";
    if (succeeded) countSuccess(hook);
    else if (autoDisable) countFailure(hook, world.clock());
  }

  function hookOf(delivery: Delivery): Hook | undefined {
    return world.projects.flatMap((project) => project.hooks).find((hook) => hook.id === delivery.hookId);
  }

  function sendAgain(delivery: Delivery): Promise<void> {
    const hook = hookOf(delivery);
    if (!hook) throw new Error(`The hook of delivery ${delivery.id} was removed, so it cannot be sent.`);
    return track(send(hook, delivery));
  }

  world.events = {
    issue({ issue, actor, action, changes }) {
      const project = projectOfIssue(world, issue);
      const trigger = issue.confidential ? "confidential_issues_events" : "issues_events";
      enqueue(project, trigger, issue, issuePayload(world, project, issue, { actor, action, changes }));
    },
    note({ issue, note, action }) {
      // GitLab builds the body later, in a worker, so its issue block may be newer than the note.
      const built = new Promise<void>((resolve) => {
        setImmediate(() => {
          const project = projectOfIssue(world, issue);
          const hidden = note.internal || issue.confidential;
          const trigger = hidden ? "confidential_note_events" : "note_events";
          // A comment that is gone by then is told to nobody.
          if (issue.notes.includes(note)) {
            enqueue(project, trigger, issue, notePayload(world, project, issue, note, action));
          }
          resolve();
        });
      });
      void track(built);
    },
  };

  return {
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    hold() {
      holding = true;
    },
    async release(ids) {
      holding = false;
      const held = world.deliveries.filter((delivery) => delivery.state === "held");
      const chosen = ids?.map((id) => held.find((delivery) => delivery.id === id)).filter((one) => one !== undefined);
      // One after the other: here the order is the point.
      for (const delivery of chosen ?? held) await sendAgain(delivery);
    },
    async redeliver(id, copies = 1) {
      const delivery = world.deliveries.find((candidate) => candidate.id === id);
      if (!delivery) throw new Error(`There is no delivery ${id}; the past ones are in state().deliveries.`);
      await Promise.all(Array.from({ length: copies }, () => sendAgain(delivery)));
    },
    async test(project, hook, trigger, body, issue) {
      const delivery = createDelivery(project, hook, trigger, issue, { body, eventUuid: randomUUID() });
      await track(send(hook, delivery));
      return delivery;
    },
  };
}

/** GitLab writes `&`, `<` and `>` as escapes: a signature holds for the bytes sent, not for the same JSON written again. */
function toJson(body: unknown): string {
  return JSON.stringify(body).replace(/[&<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function projectOfIssue(world: World, issue: Issue): Project {
  const home = world.projects.find((project) => project.id === issue.projectId);
  if (!home) throw new Error(`Issue ${issue.id} belongs to project ${issue.projectId}, which does not exist.`);
  return home;
}

async function post(fetch: CourierOptions["fetch"], { url, body }: Delivery, headers: Record<string, string>) {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const responseBody = (await response.text()).slice(0, keptResponse);
    return { status: response.status, error: null, responseBody };
  } catch (error) {
    // Connection errors and timeouts are an outcome here: GitLab notes them with the delivery.
    return { status: null, error: describe(error), responseBody: "" };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
