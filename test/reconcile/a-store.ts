import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { startThread } from "../support/store-threads.ts";

/** An embedded store of its own for one test. */
export async function openStoreFor({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "escalations-reconcile-"));
  const store = await openStore({ dataDir: folder, startThread });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  return store;
}
