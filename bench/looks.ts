import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../test/support/world.ts";
import { callsHeard, forgetCalls } from "./api-calls.ts";
import { type OpenEscalations, openEscalations } from "./open-escalations.ts";
import { startService } from "./processes.ts";
import { bestOf, inWords, type Row, type Size, sizeAskedFor, table } from "./report.ts";

const PROCESSOR_TIME = "processor time";
const UNTIL_DONE = "until all were looked at";
const [TODAY, TOMORROW] = ["2026-11-24", "2026-11-25"];
/** Nobody listens on the discard port. */
const GITLAB_AWAY = "http://127.0.0.1:9";

/** What a full look costs among few and among many open escalations, and how soon a service with many of them is ready. */
export async function looks(size: Size): Promise<Row[]> {
  const few = await looksAmong(size.fewEscalations, size);
  const many = await looksAmong(size.escalations, size, (open) => starts(open, size));
  const factors = [PROCESSOR_TIME, UNTIL_DONE].map((what): Row => {
    const [one = Number.NaN, other = Number.NaN] = [few, many].map(
      (rows) => rows.find((row) => row.what === what)?.measured,
    );
    const group = `full look, ${inWords(size.escalations)} beside ${inWords(size.fewEscalations)}`;
    return { group, what, measured: other / one, unit: "×", goal: { atMost: 1.2 } };
  });
  return [...few, ...many, ...factors];
}

async function looksAmong(
  escalations: number,
  { changed, repeats, seconds }: Size,
  besides: (open: OpenEscalations) => Promise<Row[]> = async () => [],
): Promise<Row[]> {
  const open = await openEscalations({ escalations, due: 1, lookEverySeconds: seconds });
  try {
    const tries: Row[][] = [];
    while (tries.length < repeats) tries.push(await look(open, escalations, changed));
    return [...bestOf(tries), ...(await besides(open))];
  } finally {
    await open.world.stop();
  }
}

/**
 * Some issues change, no webhook tells of it, and the next full look finds them. Measured from GitLab's answer on, so that
 * what the embedded GitLab needs to find the changed ones among many is not the service's.
 */
async function look({ world, quiet }: OpenEscalations, escalations: number, changed: number): Promise<Row[]> {
  const { gitlab } = world;
  await nextLook(world);
  // Those taken on last: the longest way for whoever goes through all of them.
  for (const iid of quiet.slice(-changed)) {
    const dueDate = gitlab.issue(iid).dueDate === TODAY ? TOMORROW : TODAY;
    gitlab.as("mona").editIssue(iid, { dueDate });
  }
  await nextLook(world);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  while (gitlab.requests.matching("GET", /\/issues\/\d+$/).length < changed) await sleep(2);
  await world.settled();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const calls = callsHeard(world);

  const group = `full look, ${changed} of ${inWords(escalations)} changed`;
  return [
    { group, what: PROCESSOR_TIME, measured: (user + system) / 1000, unit: "ms" },
    { group, what: UNTIL_DONE, measured: ms, unit: "ms" },
    ...[...calls].map(([what, measured]): Row => ({ group, what, measured, unit: "calls" })),
  ];
}

/** Resolves when GitLab has answered the next full look; calls before that are forgotten. */
async function nextLook(world: World): Promise<void> {
  forgetCalls(world);
  while (!world.gitlab.requests.all().some(({ path }) => path.endsWith("/issues"))) await sleep(2);
}

/** On the same store and directory, in a process of its own. */
async function starts({ world }: OpenEscalations, { escalations, repeats }: Size): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-starts-"));
  try {
    await cp(dirname(world.dataDir), folder, { recursive: true });
    const readyAfter: number[] = [];
    while (readyAfter.length < repeats) {
      const service = await startService(folder, {
        ...{ GITLAB_URL: GITLAB_AWAY, GITLAB_TOKEN: "none", GITLAB_PROJECT: world.projectPath },
        ...{ GITLAB_WEBHOOK_SECRET: world.webhookSecret, POLICY_FILE: join(folder, "policy.yml") },
      });
      readyAfter.push(service.readyAfterMs);
      await service.stop();
    }
    const what = `${inWords(escalations)} of as many customers`;
    return [{ group: "start to ready", what, measured: Math.min(...readyAfter), unit: "ms", goal: { atMost: 2000 } }];
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) console.log(table(await looks(sizeAskedFor())));
