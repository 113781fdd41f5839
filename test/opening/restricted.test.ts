import { afterAll, beforeAll, expect, it } from "vitest";
import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";
import { startWorld, type World } from "../support/world.ts";
import { escalated, outcomeOf } from "./support.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.settled();
});
afterAll(() => world.stop());

it("P-OPEN-7: a restricted customer is named in no public channel, nor is anything told of it", async () => {
  const iid = await escalated(
    world,
    {
      customer: "Ministry of Maps",
      severity: ["High"],
      nature: ["Product-related"],
      productArea: "ci",
      happening: "Tiles are gone",
      asks: "- A cartographer",
    },
    { title: "Ministry of Maps: tiles missing" },
  );

  const { channels, announced } = outcomeOf(world, iid);
  expect(channels).toEqual([expect.objectContaining({ name: "esc_bluebird", isPrivate: true })]);
  expect(announced).toHaveLength(1);
  expect(announced[0]?.text).toContain("Customer: Bluebird");
  const everybodyReads = world.slack.state().channels.filter(({ isPrivate }) => !isPrivate);
  expect(everybodyReads.map(({ name }) => name)).toContain(ANNOUNCEMENTS);
  expect(JSON.stringify(everybodyReads)).not.toMatch(/ministry|maps|tiles|cartographer|esc_bluebird/i);
  expect(world.said("esc_bluebird")[0]?.text).toContain("Ministry of Maps");
});
