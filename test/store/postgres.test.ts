import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createTestDatabase, query, skipPostgres, type TestDatabase } from "../support/postgres.ts";

const now = Date.UTC(2026, 10, 24, 9);

describe.skipIf(skipPostgres)("the store in PostgreSQL", () => {
  let database: TestDatabase;
  let stores: Store[] = [];
  const problems = vi.fn();
  const open = async () => {
    const store = await openStore({ dataDir: "", databaseUrl: database.url, onProblem: problems });
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    problems.mockReset();
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
    await database.drop();
  });

  it("is set up once, however many processes start at the same time", async () => {
    await Promise.all([open(), open(), open(), open()]);

    await Promise.all(stores.map((store) => store.ping()));
    expect(problems).not.toHaveBeenCalled();
  });

  it("takes the same deliveries from several processes at once, in whatever order, keeping each once", async () => {
    await Promise.all([open(), open()]);
    const ids = Array.from({ length: 400 }, (_, n) => `delivery-${n}`);
    const accept = (store: Store, inOrder: string[]) =>
      inOrder.map((id, n) =>
        store.deliveries.accept({ id, key: `7#${n % 50}`, event: "Issue Hook", body: "{}", receivedAt: now }),
      );

    const answers = await Promise.all(stores.flatMap((store, n) => accept(store, n === 0 ? ids : ids.toReversed())));

    expect(answers.filter((answer) => answer === "kept")).toHaveLength(400);
  });

  it("wakes every process when one accepts, touches or gives back", async () => {
    const [one, other] = [await open(), await open()];
    const wake = vi.fn();
    // The listening connection wakes once when it stands.
    await new Promise<void>((standing) => {
      other.work.onWake(standing);
    });
    other.work.onWake(wake);

    await one.deliveries.accept({ id: "a", key: "7#1", event: "Issue Hook", body: "{}", receivedAt: now });
    await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(1));
    await one.work.touch("7#2", now);
    await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(2));
    const claim = await one.work.claim("w", now, 1000);
    if (claim) await one.work.release(claim);
    await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(3));
  });

  it("comes back by itself when its connections break, and wakes because it may have missed something", async () => {
    const store = await open();
    const wake = vi.fn();
    await new Promise<void>((standing) => {
      store.work.onWake(standing);
    });
    store.work.onWake(wake);

    await query(
      database.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );

    await vi.waitFor(() => expect(wake).toHaveBeenCalled(), { timeout: 5000 });
    await vi.waitFor(() => store.ping(), { timeout: 5000 });
    expect(problems).toHaveBeenCalledWith(expect.objectContaining({ name: "StoreUnavailable" }));
  });

  it("lives on when a connection breaks in the middle of a transaction, which fails", async () => {
    const store = await open();
    await store.escalations.commit({
      ...{ key: "7#1", memory: "{}", view: { open: true, customer: null, summary: "{}" } },
      ...{ effects: [], replace: [], timeline: [], watched: [], at: now },
    });
    const blocking = new pg.Client(database.url);
    await blocking.connect();
    await blocking.query("begin; lock table effects");
    const load = store.escalations.load("7#1").catch((error: unknown) => error);
    const waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await vi.waitFor(async () => expect((await blocking.query(`select pid ${waiting}`)).rowCount).toBe(1));

    await blocking.query(`select pg_terminate_backend(pid) ${waiting}`);

    expect(await load).toMatchObject({ name: "StoreUnavailable" });
    await blocking.end();
    expect(await store.escalations.load("7#1")).toMatchObject({ memory: "{}" });
  });

  it("refuses deliveries as unavailable while the database is away", async () => {
    const store = await open();
    await database.drop();

    const accepted = store.deliveries.accept({ id: "a", key: "7#1", event: "Issue Hook", body: "{}", receivedAt: now });

    await expect(accepted).rejects.toMatchObject({ name: "StoreUnavailable" });
    await store.close();
    database = await createTestDatabase();
  });

  it("that cannot be reached is named, without its password", async () => {
    const opening = openStore({ dataDir: "", databaseUrl: "postgresql://svc:hunter2@127.0.0.1:1/escalations" });

    const error: Error = await opening.then(
      () => new Error("it opened"),
      (error) => error,
    );

    expect(error.name).toBe("StoreUnavailable");
    expect(error.message).toContain("127.0.0.1:1/escalations");
    expect(error.message).not.toContain("hunter2");
  });
});
