import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { backUpStore } from "../../src/store/backup.ts";
import { copyStore, type Place } from "../../src/store/copy-store.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createTestDatabase, skipPostgres } from "../support/postgres.ts";

const now = Date.UTC(2026, 10, 24, 9);

async function folder(): Promise<{ dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), "escalations-copies-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  return { dataDir };
}

async function database(): Promise<{ databaseUrl: string }> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return { databaseUrl: url };
}

async function opened(place: Place): Promise<Store> {
  return openStore({ dataDir: "", ...place });
}

/** Something in every table, one of it held by somebody and one under way. */
async function filled(place: Place, escalations = 3): Promise<void> {
  const store = await opened(place);
  for (let iid = 1; iid <= escalations; iid += 1) {
    await store.escalations.commit({
      key: `7#${iid}`,
      memory: `{"of":${iid}}`,
      view: { open: true, customer: "ōtautahi", summary: `{"iid":${iid}}` },
      effects: ["channel/1", "opening/1"].map((key) => ({ key, lane: "slack", stream: key, action: "{}" })),
      replace: [],
      timeline: [{ at: now, who: "mona", what: "opened 🚒", rule: "P-SEV-1", facts: "{}" }],
      watched: ["9#9"],
      at: now,
    });
  }
  await store.deliveries.accept({ id: "d1", key: "7#1", event: "issue", body: '{"a":"ü"}', receivedAt: now });
  await store.facts.set("calendar-secret", '"s"', now);
  await store.escalations.begin("7#1", ["channel/1"], "somebody", now, 60_000);
  await store.work.claim("somebody", now, 60_000);
  await store.close();
}

async function held(place: Place) {
  const store = await opened(place);
  const answer = {
    escalations: await store.escalations.list({}),
    loaded: await store.escalations.load("7#1"),
    timeline: await store.escalations.timeline("7#2"),
    watching: await store.escalations.watching("9#9"),
    secret: await store.facts.get("calendar-secret"),
    again: await store.deliveries.accept({ id: "d1", key: "7#1", event: "issue", body: "", receivedAt: now }),
    work: await store.work.counts(now),
  };
  await store.close();
  return answer;
}

describe.skipIf(skipPostgres)("a store that is moved", () => {
  it("from the embedded one to PostgreSQL and back is the same, with nothing held", async () => {
    const [first, second, third] = [await folder(), await database(), await folder()];
    await filled(first, 1_100);
    const before = await held(first);

    const copied = await copyStore(first, second);
    expect(copied.find(({ table }) => table === "effects")).toEqual({ table: "effects", rows: 2_200 });
    await copyStore(second, third);

    expect(await held(second)).toEqual(before);
    expect(await held(third)).toEqual(before);
    expect(before.loaded?.effects[0]?.state).toBe("unknown");
    expect(before.again).toBe("known");
    expect(before.work).toMatchObject({ due: 1, claimed: 0 });
  });

  it("goes to an empty place only, and leaves the other as it was", async () => {
    const [first, second] = [await folder(), await database()];
    await filled(first);
    await filled(second, 1);

    await expect(copyStore(first, second)).rejects.toThrow("nothing is overwritten");

    expect((await held(second)).escalations).toHaveLength(1);
  });

  it("is not copied while a service works on it", async () => {
    const first = await folder();
    const store = await opened(first);
    onTestFinished(() => store.close());

    await expect(copyStore(first, await database())).rejects.toThrow("stop the service first");
  });
});

describe("a backup of the embedded store", () => {
  it("is taken while a service writes, and is a store of one moment", async () => {
    const [place, elsewhere] = [await folder(), await folder()];
    const store = await opened(place);
    let answered = 0;
    let isWriting = true;
    const writing = (async () => {
      for (let index = 0; isWriting; index += 1) {
        await store.deliveries.accept({ id: `d${index}`, key: "7#1", event: "issue", body: "x", receivedAt: now });
        answered += 1;
      }
    })();
    while (answered < 20) await new Promise((resolve) => setImmediate(resolve));
    const before = answered;

    await backUpStore(place.dataDir, join(elsewhere.dataDir, "escalations.db"));
    isWriting = false;
    await writing;
    await store.close();

    expect(await readdir(elsewhere.dataDir)).toEqual(["escalations.db"]);
    const restored = await opened(elsewhere);
    onTestFinished(() => restored.close());
    const known = await Promise.all(
      Array.from({ length: before }, (_, index) =>
        restored.deliveries.accept({ id: `d${index}`, key: "7#1", event: "issue", body: "x", receivedAt: now }),
      ),
    );
    expect(new Set(known)).toEqual(new Set(["known"]));
  });

  it("overwrites nothing, and says where there is no store", async () => {
    const place = await folder();
    await (await opened(place)).close();
    const file = join(place.dataDir, "backup.db");
    await backUpStore(place.dataDir, file);

    await expect(backUpStore(place.dataDir, file)).rejects.toThrow("is there already");
    await expect(backUpStore((await folder()).dataDir, join(place.dataDir, "other.db"))).rejects.toThrow(
      "there is no embedded store",
    );
  });
});
