import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCalls, forgetApiCalls } from "../../src/sandbox/play/api-calls.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function opened(customer: string): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: `${customer}: pipelines stand still`,
    description: await filledIn({ customer, severity: ["Medium"], origin: ["Support ticket"] }),
  });
  await world.settled();
  return iid;
}

async function callsFor(deed: () => void): Promise<string[]> {
  forgetApiCalls(world);
  deed();
  await world.settled();
  const { gitlab, slack } = apiCalls(world);
  return [...gitlab, ...slack]
    .filter(([call]) => call !== "users.lookupByEmail")
    .flatMap(([call, times]) => Array.from({ length: times }, () => call));
}

describe("what a change costs in API calls", () => {
  it("a severity change without a handover: seven, and two for who did it and when (look-ups of people apart)", async () => {
    const iid = await opened("Acme Corp");

    const calls = await callsFor(() => world.gitlab.as("mona").addLabels(iid, "severity::low"));

    expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(9);
  });

  it("a command: three reads and its answers", async () => {
    const iid = await opened("Globex");

    const calls = await callsFor(() => world.gitlab.as("mona").comment(iid, "/esc help"));

    expect(calls).toEqual([
      "GET /projects/:id/issues/:iid",
      "GET /projects/:id/issues/:iid/notes",
      "GET /projects/:id/issues/:iid/resource_label_events",
      "POST /projects/:id/issues/:iid/notes/:id/award_emoji",
      "POST /projects/:id/issues/:iid/notes",
    ]);
  });
});
