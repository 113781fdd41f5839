import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Cluster, startCluster } from "./postgres-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where to ask for the address of a PostgreSQL server, see `postgres.ts`. */
    postgresSocket: string;
  }
}

/**
 * One PostgreSQL server for the whole run, started when the first test asks for it: runs that need none don't wait.
 * Test files are in other processes, so they ask through a socket.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "escalations-test-"));
  let cluster: Promise<Cluster> | undefined;
  const server = createServer(async (connection) => {
    connection.on("error", () => connection.destroy());
    cluster ??= startCluster();
    const answer = await cluster.then(
      ({ url }) => ({ url }),
      (error: Error) => ({ error: error.message }),
    );
    connection.end(JSON.stringify(answer));
  });
  const socket = join(folder, "ask");
  await new Promise<void>((listening) => server.listen(socket, listening));
  server.unref();
  project.provide("postgresSocket", socket);

  return async () => {
    server.close();
    if (cluster) await cluster.then(({ stop }) => stop());
    await rm(folder, { recursive: true, force: true });
  };
}
