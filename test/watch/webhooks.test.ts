import { expect, it, type TestContext, vi } from "vitest";
import { z } from "zod";
import { openFor } from "../faults/opened.ts";
import { startWorld, type World } from "../support/world.ts";

const Hooks = z.array(z.object({ id: z.number(), url: z.string(), confidential_note_events: z.boolean() }));

async function aWorld({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld({ timings: { webhooksEveryMs: 20 } });
  onTestFinished(() => world.stop());
  // Seen once.
  const seen = () => world.app.store.facts.get(`webhook/${world.projectPath}`);
  await vi.waitFor(async () => expect(await seen()).toBeDefined());
  return world;
}

async function readiness({ app }: World) {
  const answer = await fetch(`${app.url}/readyz`);
  expect(answer.status).toBe(200);
  const Found = z.object({ problem: z.string(), remedy: z.string() });
  return z.object({ webhooks: z.union([z.literal("ok"), z.array(Found)]) }).parse(await answer.json());
}

async function api({ url, projectId, gitlabToken }: World, method: string, path = "", body?: object) {
  return fetch(`${url}/gitlab/api/v4/projects/${projectId}/hooks${path}`, {
    ...{ method, headers: { "private-token": gitlabToken, "content-type": "application/json" } },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function hooks(world: World) {
  return Hooks.parse(await (await api(world, "GET")).json());
}

function said({ logged }: World): string[] {
  return logged
    .filter(({ message }) => message.includes("webhook"))
    .map(({ message, fields }) => `${message}: ${"problem" in fields ? fields.problem : ""}`);
}

async function theHook(world: World) {
  const [hook] = await hooks(world);
  if (!hook) throw new Error("there is no webhook");
  return hook;
}

const wrong = (problem: string) => `webhook is not as it should be: ${problem}`;
const right = (problem: string) => `webhook is as it should be again: ${problem}`;

it("one that lacks confidential notes is said, given them, and what was missed meanwhile is found", async (context) => {
  const world = await aWorld(context);
  const { id, url } = await theHook(world);

  await api(world, "PUT", `/${id}`, { url, confidential_note_events: false });
  await vi.waitFor(() => expect(said(world)).toContain(right("events")));

  expect((await theHook(world)).confidential_note_events).toBe(true);
  expect(said(world)).toEqual([wrong("events"), "webhook repaired: events", right("events")]);
  await vi.waitFor(() =>
    expect(world.logged.filter(({ message }) => message === "full look done").length).toBeGreaterThan(1),
  );
});

it("a deleted one is put back with the service's secret, and deliveries come again", async (context) => {
  const world = await aWorld(context);

  await api(world, "DELETE", `/${(await theHook(world)).id}`);
  await vi.waitFor(() => expect(said(world)).toContain(right("missing")));
  const iid = await openFor(world, "Umbrella");
  await world.settled();

  expect(said(world)).toEqual([wrong("missing"), "webhook repaired: missing", right("missing")]);
  expect(world.statusNotes(iid)).toHaveLength(1);
});

it("a doubled one that is set up the same is removed, and deliveries still come", async (context) => {
  const world = await aWorld(context);

  world.hookTo(world.app.url);
  await vi.waitFor(() => expect(said(world)).toContain(right("doubled")));
  const iid = await openFor(world, "Umbrella");
  await world.settled();

  expect(await hooks(world)).toHaveLength(1);
  expect(world.statusNotes(iid)).toHaveLength(1);
});

it("a disabled one is brought back by a test, and what it dropped is found", async (context) => {
  const world = await aWorld(context);
  await openFor(world, "Umbrella");
  await world.settled();
  const { id, url } = await theHook(world);
  // Deliveries fail for want of the secret until GitLab gives up.
  await api(world, "PUT", `/${id}`, { url, token: "wrong" });
  for (let time = 0; time < 4; time += 1) {
    world.gitlab.as("mona").comment(1, `word ${time}`);
    await world.gitlab.settled();
  }
  await vi.waitFor(async () => expect((await readiness(world)).webhooks).toMatchObject([{ problem: "disabled" }]));
  const iid = await openFor(world, "Stark");
  const metrics = await (await fetch(`${world.app.url}/metrics`)).text();
  expect(metrics).toContain(`escalations_webhook_problem{project="${world.projectPath}",problem="disabled"} 1`);

  await api(world, "PUT", `/${id}`, { url, token: world.webhookSecret });
  await vi.waitFor(() => expect(said(world)).toContain(right("disabled")));
  await vi.waitFor(() => expect(world.statusNotes(iid)).toHaveLength(1));

  expect(await readiness(world)).toEqual({ webhooks: "ok" });
  expect(said(world).filter((line) => line === wrong("disabled"))).toHaveLength(1);
});

it("who may not see webhooks says so once, and goes on", async (context) => {
  const world = await startWorld({ timings: { webhooksEveryMs: 20 } });
  context.onTestFinished(() => world.stop());
  world.gitlab.addMember(world.projectId, "escalation-bot", "reporter");
  await vi.waitFor(async () => expect((await readiness(world)).webhooks).toMatchObject([{ problem: "unseen" }]));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said(world)).toEqual([wrong("unseen")]);

  await openFor(world, "Umbrella");
  await vi.waitFor(async () => expect((await readiness(world)).webhooks).toBe("ok"));
});
