import { afterEach, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.stop());

it("an edit of the status note that GitLab refuses once does not lead to a second note", async () => {
  world = await startWorld();
  const { iid } = world.gitlab
    .as("cathy")
    .openIssue({ title: "Acme Corp: slow", description: await filledIn({ severity: ["High"] }) });
  await world.settled();
  world.gitlab.faults.once({ method: "PUT", path: /\/notes\/\d+$/, fault: { kind: "status", status: 403 } });

  world.gitlab.as("mona").addLabels(iid, "severity::low");
  await world.settled();

  expect(world.statusNotes(iid)).toHaveLength(1);
  expect(world.statusNotes(iid)[0]?.body).toContain("**low**");
});
