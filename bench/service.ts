import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { issueKey } from "../src/issue-key.ts";
import { DIRECTORY } from "../src/sandbox/company.ts";
import { openStore } from "../src/store/open-store.ts";
import { load, type Service, startExpressAlone, startService } from "./processes.ts";
import { type Row, type Size, sizeAskedFor, table } from "./report.ts";

const SECRET = "secret-of-the-benchmark";
const PROJECT_ID = 7;
/** Nobody listens on the discard port. A service that never reached GitLab keeps deliveries and looks at none of them. */
const GITLAB_AWAY = "http://127.0.0.1:9";
const IN_FLIGHT = 64;

/** The service as it is run, in a process of its own: start, memory, and how fast it keeps deliveries. */
export async function service(size: Size): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-service-"));
  try {
    await writeFile(join(folder, "directory.yml"), DIRECTORY);
    await fillStore(join(folder, "data"), size.escalations);
    return await measured(folder, size);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(folder: string, { escalations, seconds, repeats }: Size): Promise<Row[]> {
  const settings = {
    ...{ GITLAB_URL: GITLAB_AWAY, GITLAB_TOKEN: "none", GITLAB_PROJECT: `${PROJECT_ID}` },
    GITLAB_WEBHOOK_SECRET: SECRET,
  };
  let running = await startService(folder, settings);
  const readyAfter = [running.readyAfterMs];
  while (readyAfter.length < repeats) {
    await running.stop();
    running = await startService(folder, settings);
    readyAfter.push(running.readyAfterMs);
  }
  try {
    await sleep(seconds * 1000);
    const idle = await running.usage();
    const kept = await acceptance(running, seconds, repeats);
    const loaded = await running.usage();
    const store = `a store of ${escalations.toLocaleString("en")} escalations`;
    const memory = { group: "resident memory", unit: "MB" } as const;
    return [
      ...kept,
      { group: "start to ready", what: store, measured: Math.min(...readyAfter), unit: "ms", goal: { atMost: 2000 } },
      { ...memory, what: "idle", measured: idle.megabytes, goal: { atMost: 200 } },
      { ...memory, what: "after the load", measured: loaded.megabytes, goal: { atMost: 300 } },
    ];
  } finally {
    await running.stop();
  }
}

async function acceptance({ url, usage }: Service, seconds: number, repeats: number): Promise<Row[]> {
  const express = await startExpressAlone();
  const common = { secret: SECRET, projectId: PROJECT_ID, issues: 1000, seconds };
  const flatOut = { ...common, pace: { inFlight: IN_FLIGHT } };
  const tries: { perSecond: number; cores: number; alone: number; p50: number; p99: number }[] = [];
  try {
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      const before = await usage();
      const kept = await load({ ...flatOut, url });
      const cores = ((await usage()).cpuSeconds - before.cpuSeconds) / kept.seconds;
      const alone = await load({ ...flatOut, url: express.url });
      const { p50, p99 } = await load({ ...common, pace: { perSecond: 500 }, url });
      tries.push({ perSecond: kept.perSecond, cores, alone: alone.perSecond, p50, p99 });
    }
  } finally {
    await express.stop();
  }
  const fastest = tries.toSorted((a, b) => b.perSecond - a.perSecond)[0];
  const quickest = tries.toSorted((a, b) => a.p99 - b.p99)[0];
  if (!fastest || !quickest) throw new Error("nothing was tried");
  const alone = Math.max(...tries.map((one) => one.alone));
  const group = "deliveries of 10 kB, kept durably";
  return [
    { group, what: `${IN_FLIGHT} at a time`, measured: fastest.perSecond, unit: "/s" },
    { group, what: "cores used at that", measured: fastest.cores, unit: "cores" },
    {
      ...{ group, what: "for each core used", measured: fastest.perSecond / fastest.cores },
      ...{ unit: "/s", goal: { atLeast: 4000 } },
    },
    { group, what: "Express alone, which keeps nothing", measured: alone, unit: "/s" },
    { group, what: "beside Express alone", measured: fastest.perSecond / alone, unit: "×", goal: { atLeast: 0.4 } },
    { group, what: "answer at 500/s, p50", measured: quickest.p50, unit: "ms", goal: { atMost: 5 } },
    { group, what: "answer at 500/s, p99", measured: quickest.p99, unit: "ms", goal: { atMost: 50 } },
  ];
}

/** A store as it is after so many escalations, none of which wants anything now. */
async function fillStore(dataDir: string, escalations: number): Promise<void> {
  const store = await openStore({ dataDir });
  const at = Date.now();
  const effects = ["edit/1", "status-note"].map((key) => ({
    key,
    lane: "gitlab" as const,
    stream: "issue",
    action: "{}",
  }));
  const commits = Array.from({ length: escalations }, async (_, index) => {
    const key = issueKey({ projectId: PROJECT_ID, iid: 100_000 + index });
    const view = {
      open: true,
      customer: "globex",
      summary: JSON.stringify({ title: "Globex: pipelines stand still", filler: "x".repeat(500) }),
    };
    await store.escalations.commit({
      key,
      memory: JSON.stringify({ filler: "x".repeat(1000) }),
      view,
      effects,
      replace: [],
      timeline: [],
      watched: [],
      at,
    });
    await store.escalations.settle(
      key,
      effects.map((effect) => ({ key: effect.key, state: "done", result: "{}" })),
    );
  });
  await Promise.all(commits);
  await store.close();
}

if (import.meta.main) console.log(table(await service(sizeAskedFor())));
