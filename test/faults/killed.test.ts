import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KillPoint, killerOf, type Moment, REQUESTS } from "./kill-points.ts";
import { expectOpenedOnce, openFor } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

const MOMENTS: Moment[] = ["written", "answered"];
/** A request that never arrived is as good as one not begun; three of those are enough. */
const POINTS: KillPoint[] = [
  { request: "GET issue", moment: "before" },
  { request: "PUT issue", moment: "before" },
  { request: "conversations.create", moment: "before" },
  ...REQUESTS.filter((request) => request !== "GET issue").flatMap((request) =>
    MOMENTS.map((moment) => ({ request, moment })),
  ),
];

describe("killed during an opening and started again, the service finishes it without doing anything twice", () => {
  let around: Surroundings;
  let service: ServiceProcess;
  let killAt: ReturnType<typeof killerOf>;

  beforeAll(async () => {
    around = await surroundings();
    killAt = killerOf(around);
    service = await around.serve();
  });
  afterAll(() => around.stop());

  it.each(POINTS.map((point, index) => ({ ...point, customer: `Customer ${10 + index}` })))(
    "$request, $moment",
    async ({ customer, ...point }) => {
      killAt(point, () => service.signal("SIGKILL"));

      const iid = await openFor(around, customer);
      expect(await service.exit()).toBe("SIGKILL");
      service = await around.serve();
      await around.quiet();

      expectOpenedOnce(around, iid, customer);
    },
  );
});
