import { z } from "zod";
import { receiptsOf } from "../src/decide/receipts.ts";
import { issueKey } from "../src/issue-key.ts";
import { startWorld, type World } from "../test/support/world.ts";
import { callsHeard, forgetCalls, openingRows, severityChangeRows } from "./api-calls.ts";
import { directoryWith, type Opened, openEscalation } from "./customers.ts";
import { aDelivery, headersOf } from "./deliveries.ts";
import { bestOf, percentile, type Row, type Size, sizeAskedFor, table } from "./report.ts";

/**
 * From a webhook to what people see: the service in this process against the embedded GitLab and Slack, which answer
 * at once, over real HTTP. Their work is in the times too.
 */
export async function opening(size: Size): Promise<Row[]> {
  const runs: Row[][] = [];
  while (runs.length < size.repeats) runs.push(await measured(size));
  return bestOf(runs);
}

async function measured({ openings, burst, irrelevant }: Size): Promise<Row[]> {
  const world = await startWorld({ directory: directoryWith(2 + openings + burst) });
  try {
    await world.settled();
    const cold = await countedOpening(world, 1);
    const warm = await countedOpening(world, 2);

    const alone: Opened[] = [];
    for (let number = 3; number < 3 + openings; number += 1) {
      alone.push(await openEscalation(world, number));
      await world.settled();
    }
    const aloneMs = await Promise.all(alone.map((one) => untilLastEffect(world, one)));

    const together: Opened[] = [];
    for (let number = 0; number < burst; number += 1) together.push(await openEscalation(world, 3 + openings + number));
    await world.settled();
    const togetherMs = await Promise.all(together.map((one) => untilLastEffect(world, one)));

    const changes = await severityChanges(world, alone);
    const others = await irrelevantDeliveries(world, irrelevant);
    return [
      ...openingRows(warm, cold),
      ...severityChangeRows(changes.calls),
      {
        group: "API calls of an irrelevant delivery",
        what: "total",
        measured: others.calls,
        unit: "calls",
        goal: { atMost: 0 },
      },
      ...times(`${openings} openings, one after another`, "last effect", aloneMs, 500),
      ...times(`${burst} openings at once`, "last effect", togetherMs),
      ...times(`${openings} severity changes`, "last effect", changes.ms, 300),
      ...times(`${irrelevant} irrelevant deliveries`, "answer", others.ms, 5),
    ];
  } finally {
    await world.stop();
  }
}

async function countedOpening(world: World, number: number) {
  forgetCalls(world);
  await openEscalation(world, number);
  await world.settled();
  return callsHeard(world);
}

async function severityChanges(world: World, opened: readonly Opened[]) {
  const ms: number[] = [];
  for (const { iid } of opened) {
    forgetCalls(world);
    const at = Date.now();
    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    ms.push(await untilLastEffect(world, { iid, at }));
  }
  return { ms, calls: callsHeard(world) };
}

/** Of an issue in the right project that is no escalation: the one kind for which the store has to be asked. */
async function irrelevantDeliveries(world: World, count: number): Promise<{ ms: number[]; calls: number }> {
  forgetCalls(world);
  const ms: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const { id, body } = aDelivery({ projectId: world.projectId, iid: 100_000 + number, number, labels: [] });
    const startedAt = performance.now();
    const response = await fetch(`${world.app.url}/webhooks/gitlab`, {
      method: "POST",
      headers: headersOf(id, world.webhookSecret),
      body,
    });
    const { message } = z.object({ message: z.string() }).parse(await response.json());
    ms.push(performance.now() - startedAt);
    if (message !== "no escalation") throw new Error(`an irrelevant delivery was answered "${message}"`);
  }
  await world.settled();
  return { ms, calls: [...callsHeard(world).values()].reduce((sum, calls) => sum + calls, 0) };
}

/** Milliseconds until GitLab or Slack heard the last call about an issue. */
async function untilLastEffect({ app, gitlab, slack, projectId }: World, { iid, at }: Opened): Promise<number> {
  const key = issueKey({ projectId, iid });
  const effects = (await app.store.escalations.load(key))?.effects ?? [];
  if (effects.length === 0 || effects.some(({ state }) => state !== "done"))
    throw new Error(`what ${key} wants is not done`);
  const receipts = receiptsOf(effects);
  // In the announcements channel a message is told by its key, which travels with it.
  const marks = [...receipts.all("create-channel").map(({ channelId }) => channelId), `${key}/`];
  const onGitLab = gitlab.requests.all().filter(({ path }) => `${path}/`.includes(`/issues/${iid}/`));
  const onSlack = slack.requests.calls.filter(({ args }) => marks.some((mark) => JSON.stringify(args).includes(mark)));
  return Math.max(...[...onGitLab, ...onSlack].map((call) => call.at)) - at;
}

function times(group: string, until: string, ms: readonly number[], p95?: number): Row[] {
  return [
    { group, what: `delivery → ${until}, p50`, measured: percentile(ms, 0.5), unit: "ms" },
    {
      group,
      what: `delivery → ${until}, p95`,
      measured: percentile(ms, 0.95),
      unit: "ms",
      ...(p95 !== undefined && { goal: { atMost: p95 } }),
    },
  ];
}

if (import.meta.main) console.log(table(await opening(sizeAskedFor())));
