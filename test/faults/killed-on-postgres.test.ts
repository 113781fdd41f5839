import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, skipPostgres, type TestDatabase } from "../support/postgres.ts";
import { type KillPoint, killerOf } from "./kill-points.ts";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

const POINTS: KillPoint[] = [
  { request: "PUT issue", moment: "written" },
  { request: "conversations.create", moment: "written" },
  { request: "chat.postMessage announcement", moment: "answered" },
];

describe.skipIf(skipPostgres)("killed and started again on PostgreSQL, the service does nothing twice", () => {
  let database: TestDatabase;
  let around: Surroundings;
  let service: ServiceProcess;
  let killAt: ReturnType<typeof killerOf>;

  beforeAll(async () => {
    database = await createTestDatabase();
    around = await surroundings({ DATABASE_URL: database.url });
    killAt = killerOf(around);
    service = await around.serve();
  });
  afterAll(async () => {
    await around.stop();
    await database.drop();
  });

  it.each(POINTS.map((point, index) => ({ ...point, customer: `Customer ${10 + index}` })))(
    "$request, $moment",
    async ({ customer, ...point }) => {
      killAt(point, () => service.signal("SIGKILL"));

      const iid = await openFor(around, customer);
      expect(await service.exit()).toBe("SIGKILL");
      service = await around.serve();
      const startedAt = performance.now();
      await eventually(() => expectOpenedOnce(around, iid, customer));
      if (process.env["MEASURE"]) console.log(`${performance.now() - startedAt} ms after the restart`);
      await around.quiet();

      expectOpenedOnce(around, iid, customer);
    },
  );
});
