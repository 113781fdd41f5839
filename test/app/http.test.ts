import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { expectOpenedOnce, openFor } from "../faults/opened.ts";
import { startWorld, type World } from "../support/world.ts";

const BEARER = { authorization: "Bearer api-token-of-the-test" };

describe("what the service answers over HTTP", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.settled();
  });
  afterAll(() => world.stop());

  const ask = (path: string, init?: RequestInit) => fetch(`${world.app.url}${path}`, init);

  it("GET /healthz: the process lives", async () => {
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("GET /readyz: one entry each; GitLab or Slack failing never makes it 503", async () => {
    const iid = await openFor(world, "Umbrella");
    await world.settled();
    world.slack.faults.add({ fault: { kind: "status", status: 503 } });
    world.gitlab.faults.mode = { kind: "status", status: 503 };
    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await vi.waitFor(async () => expect(await (await ask("/readyz")).json()).toMatchObject({ gitlab: "degraded" }));

    const degraded = await ask("/readyz");
    world.gitlab.faults.clear();
    world.slack.faults.clear();

    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toMatchObject({ store: "ok", policy: "ok", directory: "ok" });
  });

  it("GET /readyz: who is not found on Slack makes nothing degraded", async () => {
    world.gitlab.as("mona").addLabels(1, "severity::high");
    await openFor(world, "Stark");
    world.slack.faults.add({ fault: { kind: "error", error: "users_not_found" }, methods: ["users.lookupByEmail"] });
    await world.settled();
    world.slack.faults.clear();

    expect(await (await ask("/readyz")).json()).toMatchObject({ slack: "ok" });
  });

  it("GET /metrics: Prometheus text about deliveries, calls and the queue", async () => {
    const answer = await ask("/metrics");

    expect(answer.headers.get("content-type")).toContain("text/plain");
    const text = await answer.text();
    expect(text).toMatch(/escalations_deliveries_total\{result="kept"\} [1-9]/);
    expect(text).toContain('escalations_work{state="due"}');
    expect(text).toContain('call="PUT projects/:id/issues/:id"');
    expect(text).toContain("escalations_store_up 1");
  });

  it.each(["/api/escalations", "/api/escalations/71/1/timeline", "/api/sync", "/api/whatever"])(
    "%s: 401 without the right token",
    async (path) => {
      const method = path === "/api/sync" ? "POST" : "GET";
      expect((await ask(path, { method })).status).toBe(401);
      expect((await ask(path, { method, headers: { authorization: "Bearer wrong" } })).status).toBe(401);
      expect((await ask(path, { method, headers: { authorization: "Basic YXBp" } })).status).toBe(401);
    },
  );

  it("GET /api/escalations: the open ones", async () => {
    const answer = await ask("/api/escalations", { headers: BEARER });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toContainEqual(
      expect.objectContaining({ iid: 1, customer: "Umbrella", status: "opened", dri: "cathy", overdue: false }),
    );
  });

  it("GET /api/escalations/:projectId/:iid/timeline: why things were decided; 404 for what is no escalation", async () => {
    const path = `/api/escalations/${world.projectId}`;
    const answer = await ask(`${path}/1/timeline`, { headers: BEARER });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toContainEqual(expect.objectContaining({ rule: "P-DRI-6", what: "cathy is the DRI" }));
    for (const other of ["999/timeline", "x/timeline", "-1/timeline"])
      expect((await ask(`${path}/${other}`, { headers: BEARER })).status).toBe(404);
  });

  it("POST /api/sync: 202 at once, also while GitLab is away, and the service lives on", async () => {
    world.gitlab.faults.mode = { kind: "status", status: 503 };
    const answer = await ask("/api/sync", { method: "POST", headers: BEARER });
    expect(answer.status).toBe(202);
    await vi.waitFor(() => expect(world.logged.map(({ message }) => message)).toContain("full look on request failed"));
    world.gitlab.faults.clear();

    expect((await ask("/healthz")).status).toBe(200);
  });

  it("POST /api/sync?wait=1: 502 and why while GitLab is away", async () => {
    world.gitlab.faults.mode = { kind: "status", status: 503 };
    const answer = await ask("/api/sync?wait=1", { method: "POST", headers: BEARER });
    world.gitlab.faults.clear();

    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("GitLab answered 503");
  });

  it("POST /api/sync?wait=1: 200 once what the look found is done", async () => {
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Hooli");

    const answer = await ask("/api/sync?wait=1", { method: "POST", headers: BEARER });

    expect(answer.status).toBe(200);
    expectOpenedOnce(world, iid, "Hooli");
    await world.gitlab.deliveries.release();
  });

  it("an unknown path is 404 in JSON", async () => {
    const answer = await ask("/wp-login.php");

    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("x-powered-by")).toBeNull();
  });

  it("an unrelated delivery makes no API call and no row", async () => {
    await world.settled();
    const escalations = (await world.app.store.escalations.list({})).length;
    world.gitlab.requests.reset();
    world.slack.requests.reset();

    const { iid } = world.gitlab.as("mona").openIssue({ title: "Order more chairs", description: "Please." });
    world.gitlab.as("mona").comment(iid, "Soon?");
    await world.settled();

    expect(world.gitlab.requests.all()).toEqual([]);
    expect(world.slack.requests.count()).toBe(0);
    expect((await world.app.store.escalations.list({})).length).toBe(escalations);
    const answers = world.gitlab.state().deliveries.filter((delivery) => delivery.issueIid === iid);
    expect(answers.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
  });
});

describe("without API_TOKEN", () => {
  it("there is no API: 404", async () => {
    const world = await startWorld({ env: { API_TOKEN: "" } });

    const answers = await Promise.all([
      fetch(`${world.app.url}/api/escalations`, { headers: BEARER }),
      fetch(`${world.app.url}/api/sync`, { method: "POST", headers: BEARER }),
    ]);
    await world.stop();

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

describe("while the store cannot be used", () => {
  it("/readyz and deliveries answer 503, /metrics says so, and /healthz stays 200", async () => {
    const world = await startWorld();
    await world.settled();
    await world.app.store.close();

    const ready = await fetch(`${world.app.url}/readyz`);
    const metrics = await fetch(`${world.app.url}/metrics`);
    const health = await fetch(`${world.app.url}/healthz`);
    const iid = await openFor(world, "Umbrella");
    await world.gitlab.settled();
    const [delivery] = world.gitlab.state().deliveries.filter(({ issueIid }) => issueIid === iid);
    await world.stop();

    expect([ready.status, health.status, metrics.status]).toEqual([503, 200, 200]);
    expect(await metrics.text()).toContain("escalations_store_up 0");
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([503]);
  });
});
