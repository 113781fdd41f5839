import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface Service {
  url: string;
  /** From the start of the process until it could keep deliveries, in milliseconds. */
  readyAfterMs: number;
  /** By its own `/metrics`: resident memory in MB, and the processor's time used so far in seconds. */
  usage(): Promise<{ megabytes: number; cpuSeconds: number }>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;

/** `node src/main.ts serve` in a process of its own, with these settings and no others. */
export async function startService(folder: string, settings: Record<string, string>): Promise<Service> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [pathTo("../src/main.ts"), "serve"], {
    // Away from a `.env` file in which a real GitLab and Slack may stand.
    cwd: folder,
    env: {
      ...{ PORT: `${port}`, DATA_DIR: join(folder, "data"), DIRECTORY_FILE: join(folder, "directory.yml") },
      ...{ POLICY_FILE: pathTo("../policy/escalation-policy.yml"), ...settings },
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url);
  return {
    url,
    readyAfterMs: performance.now() - startedAt,
    async usage() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return {
        megabytes: metric(metrics, "process_resident_memory_bytes") / 1e6,
        cpuSeconds: metric(metrics, "process_cpu_seconds_total"),
      };
    },
    stop: () => stopped(child),
  };
}

/** Express alone, which reads the same deliveries and keeps none of them. */
export async function startExpressAlone(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, [pathTo("./express-alone.ts"), `${port}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url);
  return { url, stop: () => stopped(child) };
}

export interface LoadOptions {
  url: string;
  secret: string;
  projectId: number;
  /** The deliveries are about issues 1 to this. */
  issues: number;
  seconds: number;
  /** So many on their way at any time, or so many begun a second, whatever became of those before. */
  pace: { inFlight: number } | { perSecond: number };
}

const Loaded = z.object({ seconds: z.number(), perSecond: z.number(), p50: z.number(), p99: z.number() });

/** Sends deliveries from another process and answers how that went; throws unless every one was kept. */
export async function load(options: LoadOptions): Promise<z.infer<typeof Loaded>> {
  const child = spawn(process.execPath, [pathTo("./load.ts"), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const output = await text(child.stdout);
  const [code] = await exited;
  if (code !== 0) throw new Error("the load could not be sent");
  return Loaded.parse(JSON.parse(output));
}

function metric(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  const startedAt = performance.now();
  while (!(await isReady(url))) {
    if (child.exitCode === null && performance.now() - startedAt < READY_WITHIN_MS) {
      await sleep(5);
      continue;
    }
    await stopped(child);
    throw new Error(`${child.spawnargs.join(" ")} does not become ready`);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    // Nobody listens yet: that is what is being waited for.
    return false;
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return z.object({ port: z.number() }).parse(address).port;
}

function pathTo(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
