import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readLabelFiles } from "../src/policy/label-files.ts";
import { type Embedded, startEmbedded } from "../src/sandbox/embedded.ts";
import { directoryWith, openEscalation } from "./customers.ts";
import { load, type Service, startService } from "./processes.ts";
import { type Row, type Size, sizeAskedFor, table } from "./report.ts";

const PER_SECOND = 500;

/** The service at all its work: deliveries about open escalations, which it looks at while more come. */
export async function busy({ openings, seconds }: Size): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-busy-"));
  await writeFile(join(folder, "directory.yml"), directoryWith(openings));
  const embedded = await startEmbedded({
    ...{ port: 0, tier: "premium", clock: Date.now, labels: await readLabelFiles("labels") },
    template: await readFile("issue_templates/Account escalation.md", "utf8"),
  });
  try {
    const service = await startService(folder, settingsFor(embedded));
    try {
      return await measured(service, embedded, openings, seconds);
    } finally {
      await service.stop();
    }
  } finally {
    await embedded.close();
    await rm(folder, { recursive: true });
  }
}

async function measured({ url, usage }: Service, embedded: Embedded, openings: number, seconds: number) {
  const { gitlab, projectId, webhookSecret: secret } = embedded;
  embedded.hookTo(url);
  for (let number = 1; number <= openings; number += 1) await openEscalation(embedded, number);
  while (gitlab.requests.matching("POST", /\/notes$/).length < openings) await sleep(10);

  gitlab.requests.reset();
  const before = await usage();
  const loaded = await load({ url, secret, projectId, issues: openings, seconds, pace: { perSecond: PER_SECOND } });
  const after = await usage();
  const looks = gitlab.requests.matching("GET", /\/issues\/\d+$/).length / loaded.seconds;
  const cores = (after.cpuSeconds - before.cpuSeconds) / loaded.seconds;
  const group = `${PER_SECOND} deliveries/s about ${openings} open escalations`;
  const rows: Row[] = [
    { group, what: "delivery → answer, p50", measured: loaded.p50, unit: "ms" },
    { group, what: "delivery → answer, p99", measured: loaded.p99, unit: "ms", goal: { atMost: 50 } },
    { group, what: "issues looked at meanwhile", measured: looks, unit: "/s" },
    { group, what: "cores used", measured: cores, unit: "cores" },
    { group, what: "resident memory afterwards", measured: after.megabytes, unit: "MB", goal: { atMost: 300 } },
  ];
  return rows;
}

function settingsFor({ url, gitlabToken, projectPath, webhookSecret, slack }: Embedded): Record<string, string> {
  return {
    ...{ GITLAB_URL: `${url}/gitlab`, GITLAB_TOKEN: gitlabToken, GITLAB_PROJECT: projectPath },
    ...{ GITLAB_WEBHOOK_SECRET: webhookSecret, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: `${url}/slack/api/` },
  };
}

if (import.meta.main) console.log(table(await busy(sizeAskedFor())));
