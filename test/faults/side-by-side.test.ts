import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ANNOUNCEMENTS, BOT } from "../../src/sandbox/company.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { nextMigration } from "../support/next-migration.ts";
import { createTestDatabase, query, skipPostgres, type TestDatabase } from "../support/postgres.ts";
import { killerOf } from "./kill-points.ts";
import { eventually, expectOpenedOnce, openFor } from "./opened.ts";
import { type ServiceProcess, type Surroundings, surroundings } from "./service-process.ts";

const PATIENCE_MS = 90_000;

/** Has a replica look for itself, at its own address. */
async function lookAgain(replica: ServiceProcess): Promise<void> {
  await replica.says('"listening"');
  const [, url] = /"url":"([^"]+)"[^\n]*"listening"/.exec(replica.output().stdout) ?? [];
  const headers = { authorization: "Bearer api-token-of-the-test" };
  expect((await fetch(`${url}/api/sync?wait=1`, { method: "POST", headers })).status).toBe(200);
}

describe.skipIf(skipPostgres)("replicas side by side on one PostgreSQL", () => {
  let database: TestDatabase;
  let around: Surroundings;
  let service: ServiceProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    around = await surroundings({ DATABASE_URL: database.url });
    service = await around.serve();
  }, PATIENCE_MS);
  afterAll(async () => {
    await around.stop();
    await database.drop();
  });

  it("a rolling update with a migration loses nothing: the old one works before, during and after it, also started again", {
    timeout: PATIENCE_MS,
  }, async () => {
    const customers = ["Umbrella 11", "Umbrella 12", "Umbrella 13", "Umbrella 14"];
    const opened: { iid: number; customer: string }[] = [];
    const open = async () => {
      const customer = customers[opened.length] ?? "";
      opened.push({ iid: await openFor(around, customer), customer });
    };
    await open();
    await query(database.url, `begin; ${nextMigration("9998-next").join(";")}; commit`);
    await open();
    // The new one's turn: it finds nothing to migrate, and takes over while the old one goes.
    const next = around.start({ PORT: "0" });
    await next.says("full look done");
    await open();
    service.signal("SIGTERM");
    expect(await service.exit()).toBe(0);
    // A step back, or an old one that restarts in between.
    service = await around.serve();
    await open();

    await eventually(() => {
      for (const { iid, customer } of opened) expectOpenedOnce(around, iid, customer);
    });
    next.signal("SIGTERM");
    expect(await next.exit()).toBe(0);
    await around.quiet();

    for (const { iid, customer } of opened) expectOpenedOnce(around, iid, customer);
  });

  it(
    "paused in the middle of an opening for longer than it holds it, one comes back to find it done, and does nothing twice",
    async () => {
      const customer = "Stark 21";
      const paused = new Promise<void>((resolve) =>
        killerOf(around)({ request: "PUT issue", moment: "answered" }, () => {
          service.signal("SIGSTOP");
          resolve();
        }),
      );
      const iid = await openFor(around, customer);
      await paused;
      const other = around.start({ PORT: "0" });
      // Whatever transaction the paused one left open ends with its time-out.
      await vi.waitFor(() => expectOpenedOnce(around, iid, customer), { timeout: 40_000, interval: 20 });
      // GitLab's webhook leads to the paused one.
      around.gitlab.as("cathy").comment(iid, "/esc accept");
      await lookAgain(other);
      const inWork = () => expect(around.gitlab.issue(iid).labels).toContain("status::in-progress");
      await eventually(inWork);

      service.signal("SIGCONT");
      await around.quiet();

      inWork();
      const { notes } = around.gitlab.issue(iid);
      expect(notes.filter(({ author, system }) => author === BOT && !system)).toHaveLength(1);
      expect(notes.find(({ body }) => body === "/esc accept")?.reactions.map(({ name }) => name)).toEqual([
        "white_check_mark",
      ]);
      const { channels } = around.slack.state();
      const own = channels.filter(({ name }) => name.startsWith("esc_stark-21"));
      expect(own.flatMap(saidIn)).toHaveLength(1);
      const announced = channels.filter(({ name }) => name === ANNOUNCEMENTS).flatMap(saidIn);
      expect(announced.filter(({ text }) => text.includes(`Customer: ${customer}`))).toHaveLength(1);
    },
    PATIENCE_MS,
  );
});
