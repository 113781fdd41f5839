import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueKey } from "../src/issue-key.ts";
import { openStore } from "../src/store/open-store.ts";

/**
 * How many deliveries a second the embedded store keeps durably: 10 kB each, 64 in flight, over a thousand issues.
 * `node bench/store.ts [seconds] [folder]`; with DATABASE_URL, the same on PostgreSQL.
 */
const seconds = Number(process.argv[2] ?? 5);
const dataDir = await mkdtemp(join(process.argv[3] ?? tmpdir(), "bench-store-"));
const databaseUrl = process.env["DATABASE_URL"];
const store = await openStore({ dataDir, databaseUrl });
const body = JSON.stringify({ object_kind: "issue", description: "x".repeat(10_000) });
const run = Date.now();
const waits: number[] = [];
const end = performance.now() + seconds * 1000;
let sent = 0;

async function sender(): Promise<void> {
  while (performance.now() < end) {
    sent += 1;
    const began = performance.now();
    const key = issueKey({ projectId: 7, iid: sent % 1000 });
    await store.deliveries.accept({ id: `${run}-${sent}`, key, event: "Issue Hook", body, receivedAt: run });
    waits.push(performance.now() - began);
  }
}

const cpu = process.cpuUsage();
await Promise.all(Array.from({ length: 64 }, sender));
const { user, system } = process.cpuUsage(cpu);
waits.sort((a, b) => a - b);
const at = (share: number) => waits[Math.floor(waits.length * share)]?.toFixed(1);
const memory = Math.round(process.memoryUsage.rss() / 1e6);
console.log(
  `${databaseUrl ? "PostgreSQL" : "SQLite"}: ${Math.round(waits.length / seconds)} accepted/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${((user + system) / 1e6 / seconds).toFixed(2)} cores, ${memory} MB`,
);
await store.close();
await rm(dataDir, { recursive: true });
