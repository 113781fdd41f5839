import { once } from "node:events";
import { createServer } from "node:http";
import type { TestContext } from "vitest";

export interface Monitor {
  /** With a secret in it. */
  url: string;
  /** Method and path of every request. */
  received: string[];
  /** For the next requests, one each. */
  mishaps: ("drop" | number)[];
}

/** A service that waits for heartbeats: a real server on a port of its own. */
export async function startMonitor({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<Monitor> {
  const monitor: Monitor = { url: "", received: [], mishaps: [] };
  const server = createServer((request, response) => {
    monitor.received.push(`${request.method} ${request.url}`);
    const mishap = monitor.mishaps.shift();
    if (mishap === "drop") request.socket.destroy();
    else response.writeHead(mishap ?? 200).end("OK");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the monitor does not listen on a port");
  monitor.url = `http://127.0.0.1:${address.port}/ping/secret-of-the-monitor`;
  return monitor;
}
