import { setTimeout as sleep } from "node:timers/promises";
import { issueKey } from "../src/issue-key.ts";
import { saidIn } from "../src/sandbox/slack/index.ts";
import { callsHeard, forgetCalls } from "./api-calls.ts";
import { type OpenEscalations, openEscalations } from "./open-escalations.ts";
import { inWords, type Row, type Size, sizeAskedFor, table } from "./report.ts";
import { countQueries, plansOfAQuietLook } from "./store-queries.ts";

/** Whoever has no reminder by then gets none. */
const LOST_AFTER_MS = 3 * 60_000;

/** What escalations cost whose clocks run: while nothing is due, and when many reminders fall due in the same minute. */
export async function clocks(size: Size): Promise<Row[]> {
  // Ever more often than a policy would have it.
  const open = await openEscalations({ ...size, lookEverySeconds: size.quietSeconds / 3 });
  try {
    return [...(await quiet(open, size)), ...(await allDue(open, size))];
  } finally {
    await open.world.stop();
  }
}

/** Nothing happens but what the service does by itself. GitLab and Slack, in the same process, have nothing to do but answer. */
async function quiet({ world, dueAt }: OpenEscalations, { escalations, quietSeconds }: Size): Promise<Row[]> {
  const asked = countQueries(world.app.store);
  await sleep(100);
  forgetCalls(world);
  const before = new Map(asked);
  const cpu = process.cpuUsage();
  await sleep(quietSeconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const calls = callsHeard(world);
  const queries = [...asked].map(([name, times]) => ({ name, times: times - (before.get(name) ?? 0) }));
  const looks = calls.get("GET issues") ?? 0;
  const plans = await plansOfAQuietLook(world.dataDir, dueAt - 1);

  const group = `${quietSeconds} quiet seconds, ${inWords(escalations)} open escalations`;
  return [
    {
      group,
      what: "of a core used",
      measured: (100 * (user + system)) / 1e6 / quietSeconds,
      unit: "%",
      goal: { atMost: 1 },
    },
    ...queries
      .filter(({ times }) => times > 0)
      .map(({ name, times }): Row => ({ group, what: `store: ${name}`, measured: times, unit: "queries" })),
    {
      ...{ group, what: "steps of claim and nextDueAt without an index" },
      ...{ measured: plans.filter((step) => !/USING (COVERING )?INDEX/.test(step)).length, unit: "steps" },
      goal: { atMost: 0 },
    },
    { group, what: "full looks, a page each", measured: looks, unit: "calls" },
    {
      ...{
        group,
        what: "other API calls",
        measured: [...calls.values()].reduce((sum, count) => sum + count, 0) - looks,
      },
      ...{ unit: "calls", goal: { atMost: 0 } },
    },
  ];
}

/** At the rates that Slack has; one bot may post several hundred messages a minute, here 300 at once and 5 a second. */
async function allDue({ world, due, dueAt }: OpenEscalations, { escalations }: Size): Promise<Row[]> {
  const { slack } = world;
  slack.limits.set("real");
  forgetCalls(world);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  world.setClock(dueAt);
  // A clock that runs needs no word for it; one that is set is noticed at the next poll only.
  await world.app.store.work.touch(issueKey({ projectId: world.projectId, iid: due[0]?.iid ?? 0 }), dueAt);
  const posted = () =>
    slack.requests.calls.filter(
      ({ method, status, error }) => method === "chat.postMessage" && status === 200 && !error,
    ).length;
  while (posted() < due.length && performance.now() - startedAt < LOST_AFTER_MS) await sleep(20);
  const served = performance.now() - startedAt;
  await sleep(500);
  await world.settled();
  const { user, system } = process.cpuUsage(cpu);
  const calls = callsHeard(world);

  const channels = new Map(slack.state().channels.map((channel) => [channel.id, saidIn(channel)]));
  const reminders = due.map(
    ({ channel }) => (channels.get(channel) ?? []).filter(({ text }) => text.includes("Reminder")).length,
  );
  const group = `${due.length} reminders due in the same minute, ${inWords(escalations)} open`;
  const refused = slack.requests.calls.filter(({ status }) => status === 429).length;
  return [
    { group, what: "until the last stands in its channel", measured: served / 1000, unit: "s", goal: { atMost: 60 } },
    {
      group,
      what: "missing",
      measured: reminders.filter((count) => count === 0).length,
      unit: "messages",
      goal: { atMost: 0 },
    },
    {
      group,
      what: "too many",
      measured: reminders.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
      unit: "messages",
      goal: { atMost: 0 },
    },
    ...[...calls]
      .filter(([, count]) => count >= due.length / 2)
      .map(([name, count]): Row => ({ group, what: `${name}, for each`, measured: count / due.length, unit: "calls" })),
    { group, what: "refused by Slack as too many (429)", measured: refused, unit: "calls" },
    { group, what: "processor time, for each", measured: (user + system) / 1000 / due.length, unit: "ms" },
  ];
}

if (import.meta.main) console.log(table(await clocks(sizeAskedFor())));
