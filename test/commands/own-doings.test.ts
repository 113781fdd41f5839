import { expect, it } from "vitest";
import { z } from "zod";
import { BOT } from "../../src/sandbox/company.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

const Sent = z.object({ object_kind: z.string(), user: z.object({ username: z.string() }) });
const Clocks = z.array(
  z.object({ iid: z.number(), next_due: z.string().nullable(), last_update: z.string().nullable() }),
);

async function say(world: World, iid: number, who: string, body: string): Promise<void> {
  world.gitlab.as(who).comment(iid, body);
  await world.settled();
}

async function clocksOf({ app }: World, iid: number) {
  const answer = await fetch(`${app.url}/api/escalations`, {
    headers: { authorization: "Bearer api-token-of-the-test" },
  });
  return Clocks.parse(await answer.json()).find((one) => one.iid === iid);
}

it("the service's own doings (edits, reopening, closing, tracker page, root cause issue) neither wake it nor set a clock", async ({
  onTestFinished,
}) => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: ["High"], nature: ["Product-related"] }),
  });
  await world.settled();
  await say(world, iid, "cathy", "/esc accept");
  const before = await clocksOf(world, iid);
  expect(before?.next_due).not.toBeNull();

  world.pass(60_000);
  // Refused: the service opens it again, with a comment.
  world.gitlab.as("mona").close(iid);
  await world.settled();
  await say(world, iid, "cathy", "/esc rca requested");
  expect(world.gitlab.state().projects[0]?.wiki).toHaveLength(1);
  expect(await clocksOf(world, iid)).toEqual(before);
  await say(world, iid, "cathy", '/esc agree customer "it runs"');
  await say(world, iid, "mona", "/esc agree internal");
  await say(world, iid, "cathy", "/esc rca delivered https://docs.example.test/rca");
  await say(world, iid, "cathy", "/esc resolve Outcome: positive. Exit criteria: met. New runners.");
  expect(world.gitlab.issue(iid).state).toBe("closed");

  const own = world.gitlab
    .state()
    .deliveries.map(({ body }) => ({ body, ...Sent.parse(JSON.parse(body)) }))
    .filter(({ user }) => user.username === BOT);
  expect(new Set(own.map(({ object_kind }) => object_kind))).toEqual(new Set(["issue", "note"]));
  expect(own.length).toBeGreaterThan(10);
  const answers = await Promise.all(own.map(({ body }) => deliver(world, body)));
  expect(new Set(answers)).toEqual(new Set(["irrelevant: own echo"]));
});

/** What the service says to a delivery. */
async function deliver({ app, webhookSecret }: World, body: string): Promise<string> {
  const answer = await fetch(`${app.url}/webhooks/gitlab`, {
    ...{ method: "POST", body },
    headers: { "content-type": "application/json", "x-gitlab-token": webhookSecret },
  });
  const { result, message } = z.object({ result: z.string(), message: z.string() }).parse(await answer.json());
  return `${result}: ${message}`;
}
