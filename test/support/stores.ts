import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createTestDatabase, query, skipPostgres } from "./postgres.ts";

export interface StoreUnderTest {
  /** Open and empty at the start of each test. */
  readonly store: Store;
  /** What it was opened with, to open it again. */
  readonly options: StoreOptions;
  /** Whether several stores can be open on the same database. */
  readonly sharable: boolean;
  /** Opens one more on the same database, until the end of the test. */
  another(): Promise<Store>;
  /** Closes the store and opens it again. */
  reopen(): Promise<Store>;
}

interface Engine {
  name: string;
  sharable: boolean;
  /** Makes a database nobody else has. */
  create(): Promise<{ options: StoreOptions; empty(): Promise<void>; remove(): Promise<void> }>;
}

const tables = [
  "deliveries",
  "work",
  "effects",
  "timeline",
  "lives",
  "watches",
  "escalations",
  "kept_facts",
  "digests",
];

const sqlite: Engine = {
  name: "SQLite",
  sharable: false,
  async create() {
    const dataDir = await mkdtemp(join(tmpdir(), "escalations-store-"));
    return {
      options: { dataDir },
      async empty() {
        using database = new DatabaseSync(join(dataDir, "escalations.db"), { timeout: 5000 });
        database.exec(`begin; ${tables.map((table) => `delete from ${table};`).join(" ")} commit`);
      },
      remove: () => rm(dataDir, { recursive: true }),
    };
  },
};

const postgres: Engine = {
  name: "PostgreSQL",
  sharable: true,
  async create() {
    const { url, drop } = await createTestDatabase();
    return {
      options: { dataDir: "", databaseUrl: url },
      empty: () => query(url, `truncate ${tables.join(", ")}`),
      remove: drop,
    };
  },
};

/** Runs the same tests on every engine, each test with an empty store. */
export function describeStores(topic: string, tests: (under: StoreUnderTest) => void): void {
  for (const engine of skipPostgres ? [sqlite] : [sqlite, postgres])
    describe(`${topic}, ${engine.name}`, () => tests(useStore(engine)));
}

/** One database for the tests of a block; opening it for each would take longer than the tests. */
function useStore(engine: Engine): StoreUnderTest {
  let database: Awaited<ReturnType<Engine["create"]>> | undefined;
  let store: Store | undefined;
  let others: Store[] = [];
  const opened = () => {
    if (!database) throw new Error("there is no database before the tests begin");
    return database;
  };
  const open = async () => {
    store = await openStore(opened().options);
    return store;
  };

  beforeAll(async () => {
    database = await engine.create();
  });
  beforeEach(async () => {
    // A test may have closed it.
    await store?.ping().catch(() => {
      store = undefined;
    });
    if (!store) await open();
    await opened().empty();
  });
  afterEach(async () => {
    await Promise.all(others.map((other) => other.close()));
    others = [];
  });
  afterAll(async () => {
    await store?.close();
    await database?.remove();
  });

  return {
    sharable: engine.sharable,
    get options() {
      return opened().options;
    },
    get store() {
      if (!store) throw new Error("the store is open only during a test");
      return store;
    },
    async another() {
      const other = await openStore(opened().options);
      others.push(other);
      return other;
    },
    async reopen() {
      await store?.close();
      return open();
    },
  };
}
