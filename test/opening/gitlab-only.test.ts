import { afterAll, beforeAll, expect, it } from "vitest";
import { rowsOf } from "../decide/situation.ts";
import { startWorld, type World } from "../support/world.ts";
import { escalated, outcomeOf } from "./support.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ slack: false, tier: "free" });
  await world.settled();
});
afterAll(() => world.stop());

it("without Slack everything happens on the issue, and the status note says that Slack is not connected", async () => {
  const iid = await escalated(world, { severity: ["High"], origin: ["Support ticket"], nature: ["Product-related"] });

  const { issue, statusNotes, comments } = outcomeOf(world, iid);
  expect(issue.assignees).toEqual(["cathy"]);
  expect(issue.labels.toSorted()).toEqual([
    "escalation",
    "origin::support",
    "product-related",
    "severity::high",
    "status::opened",
  ]);
  expect(statusNotes).toHaveLength(1);
  expect(rowsOf(statusNotes[0]?.body)).toMatchObject({
    "Slack channel": "Slack is not connected",
    "Product DRI": "@gina (Gina Rossi)",
  });
  expect(statusNotes[0]?.body).not.toContain("Needs attention");
  expect(comments).toEqual([]);
  expect(world.slack.requests.calls).toEqual([]);
});
