import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pg from "pg";
import { inject } from "vitest";
import { z } from "zod";
import "./postgres-setup.ts";

const Answer = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Whether the run was asked to leave PostgreSQL out. Without being asked, it is never left out. */
export const skipPostgres = process.env["SKIP_POSTGRES"] === "1";

/** A database of its own, on the server of TEST_DATABASE_URL or on one started for this run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env["TEST_DATABASE_URL"] ?? (await askForServer());
  const name = `escalations_test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => query(server, `drop database ${name} with (force)`),
  };
}

export async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function askForServer(): Promise<string> {
  const answer = Answer.parse(JSON.parse(await text(connect(inject("postgresSocket")))));
  if ("error" in answer) throw new Error(answer.error);
  return answer.url;
}
