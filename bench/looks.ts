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
  const few = await openEscalations({ escalations: size.fewEscalations, due: 1, lookEverySeconds: size.seconds / 2 });
  try {
    const many = await openEscalations({ ...size, due: 1, lookEverySeconds: size.seconds / 2 });
    try {
      return [...(await compared(few, many, size)), ...(await starts(many, size))];
    } finally {
      await many.world.stop();
    }
  } finally {
    await few.world.stop();
  }
}

/** In turns, so that what else the machine does befalls both. */
async function compared(few: OpenEscalations, many: OpenEscalations, size: Size): Promise<Row[]> {
  const { escalations, fewEscalations, changed, repeats } = size;
  const amongFew: Row[][] = [];
  const amongMany: Row[][] = [];
  // Short as they are, more of them are disturbed than of longer loads.
  while (amongMany.length < 3 * repeats) {
    amongFew.push(await look(few, fewEscalations, changed));
    amongMany.push(await look(many, escalations, changed));
  }
  const [one, other] = [bestOf(amongFew), bestOf(amongMany)];
  const group = `full look, ${inWords(escalations)} beside ${inWords(fewEscalations)}`;
  const factors = [PROCESSOR_TIME, UNTIL_DONE].map((what): Row => {
    const [alone = Number.NaN, beside = Number.NaN] = [one, other].map(
      (rows) => rows.find((row) => row.what === what)?.measured,
    );
    return { group, what, measured: beside / alone, unit: "×", goal: { atMost: 1.2 } };
  });
  return [...one, ...other, ...factors];
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
