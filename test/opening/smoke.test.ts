import { afterEach, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.stop());

it("opens", async () => {
  world = await startWorld();
  await world.settled();
  world.gitlab.requests.reset(); world.slack.requests.reset();
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: ["High"], origin: ["Support ticket"], nature: ["Product-related"], happening: "Nothing runs.", asks: "- A Gitaly engineer" }),
  });
  await world.settled();
  const issue = world.gitlab.issue(iid);
  console.log(JSON.stringify(issue, null, 1));
  console.log(world.gitlab.requests.all().map((r) => `${r.method} ${r.path}`), world.slack.requests.calls.map((c) => c.method));
  for (const channel of world.slack.state().channels) console.log(channel.name, JSON.stringify({ ...channel, messages: world.said(channel.name) }, null, 1));
  console.log(world.logged.map((line) => JSON.stringify(line)).join("\n"));
  expect(issue.assignees).toEqual(["cathy"]);
});
