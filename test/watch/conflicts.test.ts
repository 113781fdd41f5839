import { rm } from "node:fs/promises";
import { expect, it, type TestContext, vi } from "vitest";
import { z } from "zod";
import { type App, startApp } from "../../src/app.ts";
import { readSettings } from "../../src/settings.ts";
import { openFor } from "../faults/opened.ts";
import { startWorld, type World } from "../support/world.ts";

async function aWorld({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  return world;
}

async function conflicts({ url }: Pick<App, "url">) {
  const answer = await fetch(`${url}/readyz`);
  expect(answer.status).toBe(200);
  const Found = z.object({ subject: z.string(), problem: z.string(), what: z.string() });
  return z.object({ conflicts: z.union([z.literal("ok"), z.array(Found)]) }).parse(await answer.json()).conflicts;
}

it("a bot that takes off what the service puts on is noticed and said, and is not fought for ever", async (context) => {
  const world = await aWorld(context);
  world.gitlab.addUser({ username: "tidy-bot", name: "Tidy Bot", bot: true });
  world.gitlab.addMember(world.projectId, "tidy-bot", "reporter");
  const iid = await openFor(world, "Umbrella");
  await world.settled();

  for (let time = 0; time < 6; time += 1) {
    world.pass(1_000);
    if (world.gitlab.issue(iid).labels.includes("status::opened"))
      world.gitlab.as("tidy-bot").removeLabels(iid, "status::opened");
    await world.settled();
  }

  expect(world.gitlab.issue(iid).labels).not.toContain("status::opened");
  const { notes } = world.gitlab.issue(iid);
  expect(notes.filter(({ body }) => body.includes("<!-- escalations:explanation "))).toHaveLength(3);
  expect(await conflicts(world.app)).toMatchObject([
    { subject: `${world.projectId}#${iid}`, problem: "undone", what: expect.stringContaining("tidy-bot") },
  ]);
  expect(world.logged.filter(({ message }) => message === "somebody works against the service")).toMatchObject([
    { level: "error", fields: { problem: "undone" } },
  ]);
  const metrics = await (await fetch(`${world.app.url}/metrics`)).text();
  expect(metrics).toContain('escalations_conflicts{problem="undone"} 1');

  world.pass(31 * 60_000);
  world.app.wake();
  await vi.waitFor(() => expect(world.gitlab.issue(iid).labels).toContain("status::opened"));
  await vi.waitFor(async () => expect(await conflicts(world.app)).toBe("ok"));
});

it("another instance with the same token and a store of its own is noticed by both", async (context) => {
  const world = await aWorld(context);
  const iid = await openFor(world, "Umbrella");
  await world.settled();
  const other = await secondInstance(world, context);
  const otherSettled = () => other.untilQuiet(5_000);
  await otherSettled();
  expect(await conflicts(other)).toBe("ok");

  world.gitlab.as("mona").addLabels(iid, "severity::low");
  await world.settled();
  await vi.waitFor(
    async () => {
      world.gitlab.as("mona").comment(iid, "a word");
      await world.settled();
      await other.sync();
      await otherSettled();
      const said = [await conflicts(world.app), await conflicts(other)].map((found) =>
        found === "ok" ? found : found.map(({ problem }) => problem),
      );
      expect(said).toContainEqual(["instance"]);
    },
    { timeout: 8_000 },
  );
});

it("a store that is lost, or replicas on one store, are no other instance", async (context) => {
  const world = await aWorld(context);
  const iid = await openFor(world, "Umbrella");
  await world.settled();

  await world.restart();
  await world.loseStore();
  await world.app.sync();
  await world.settled();
  world.gitlab.as("mona").addLabels(iid, "severity::low");
  await world.settled();
  world.gitlab.as("mona").comment(iid, "a word");
  await world.settled();

  expect(await conflicts(world.app)).toBe("ok");
});

async function secondInstance(world: World, { onTestFinished }: TestContext): Promise<App> {
  const dataDir = `${world.dataDir}-of-another`;
  const settings = await readSettings(
    {
      ...{ GITLAB_URL: `${world.url}/gitlab`, GITLAB_TOKEN: world.gitlabToken, GITLAB_PROJECT: world.projectPath },
      ...{ GITLAB_WEBHOOK_SECRET: world.webhookSecret, SLACK_BOT_TOKEN: world.slack.botToken },
      ...{ SLACK_API_URL: `${world.url}/slack/api/`, DATA_DIR: dataDir, PORT: "0" },
      DIRECTORY_FILE: `${world.dataDir}/../directory.yml`,
    },
    { dotEnvFile: `${world.dataDir}/none` },
  );
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const app = await startApp({ settings, clock: Date.now, log });
  onTestFinished(async () => {
    await app.close();
    await rm(dataDir, { recursive: true });
  });
  return app;
}
