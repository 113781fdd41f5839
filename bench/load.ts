import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "./connection.ts";
import { aDelivery, headersOf } from "./deliveries.ts";
import type { LoadOptions } from "./processes.ts";
import { percentile } from "./report.ts";

/** Sends deliveries to a service over kept-alive connections, a process of its own, and prints how that went as JSON. */
const { url, secret, projectId, issues, seconds, pace }: LoadOptions = JSON.parse(process.argv[2] ?? "{}");
const address = new URL("/webhooks/gitlab", url);
const waits: number[] = [];
let sent = 0;

async function deliver(connection: Connection): Promise<void> {
  sent += 1;
  const { id, body } = aDelivery({ projectId, iid: 1 + (sent % issues), number: sent });
  const startedAt = performance.now();
  const answer = await connection.post(body, headersOf(id, secret));
  waits.push(performance.now() - startedAt);
  if (!answer.includes('"kept"')) throw new Error(`a delivery was answered ${answer}`);
}

async function sendFlatOut(inFlight: number, end: number): Promise<void> {
  const connections = await Promise.all(Array.from({ length: inFlight }, () => connect(address)));
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < end) await deliver(connection);
      connection.close();
    }),
  );
}

/** Whoever waits for answers before sending more never sees a queue grow; GitLab does not wait. */
async function sendEvenly(perSecond: number, end: number): Promise<void> {
  const idle = await Promise.all(Array.from({ length: 50 }, () => connect(address)));
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let begun = 0; performance.now() < end; await sleep(1)) {
    for (; begun < ((performance.now() - startedAt) / 1000) * perSecond; begun += 1) {
      const delivery = onAny(idle).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  }
  await Promise.all(underWay);
  for (const connection of idle) connection.close();
}

async function onAny(idle: Connection[]): Promise<void> {
  const connection = idle.pop() ?? (await connect(address));
  await deliver(connection);
  idle.push(connection);
}

const startedAt = performance.now();
const end = startedAt + seconds * 1000;
await ("perSecond" in pace ? sendEvenly(pace.perSecond, end) : sendFlatOut(pace.inFlight, end));
const took = (performance.now() - startedAt) / 1000;
console.log(
  JSON.stringify({
    ...{ seconds: took, perSecond: waits.length / took },
    ...{ p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) },
  }),
);
