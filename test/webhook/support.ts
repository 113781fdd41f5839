import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { createConnection, type Socket } from "node:net";
import express from "express";
import { onTestFinished } from "vitest";
import type { IssueKey } from "../../src/issue-key.ts";
import { type Delivery, StoreUnavailable } from "../../src/store/store.ts";
import type { Answer } from "../../src/webhook/answer.ts";
import { type WebhookOptions, webhookRouter } from "../../src/webhook/router.ts";

export const secret = "a secret of the tests";
export const signingToken = `whsec_${Buffer.from("thirty-two bytes for the tests!!").toString("base64")}`;
export const now = Date.parse("2026-11-24T12:00:00Z");
/** The user id the service writes as. */
export const bot = 900;

/** What the outside can see of the service: deliveries kept, store questions, log lines, outcomes. */
export interface World {
  url: string;
  port: number;
  kept: Delivery[];
  asked: IssueKey[];
  logged: { level: "info" | "warn" | "error"; text: string }[];
  outcomes: Answer[];
  /** Set to make the store fail in this way. */
  store: { broken: Error | undefined };
  /** The next time the server has let go of a connection. */
  nextClose: () => Promise<void>;
}

/** Runs the router behind a real HTTP server on a free port of this machine until the test is over. */
export async function aService(options: Partial<WebhookOptions> & { escalations?: IssueKey[] } = {}): Promise<World> {
  const { escalations = [], ...overrides } = options;
  const kept: Delivery[] = [];
  const asked: IssueKey[] = [];
  const logged: World["logged"] = [];
  const outcomes: Answer[] = [];
  const store: World["store"] = { broken: undefined };
  const line = (level: "info" | "warn" | "error") => (fields: object, message: string) =>
    void logged.push({ level, text: `${message} ${JSON.stringify(fields)}` });

  const router = webhookRouter({
    secret,
    projects: ["7", "Acme/Escalations"],
    ownUserIds: () => new Set([bot]),
    clock: () => now,
    log: { info: line("info"), warn: line("warn"), error: line("error") },
    onDelivery: (outcome) => void outcomes.push(outcome),
    accept: async (delivery) => {
      if (store.broken) throw store.broken;
      if (kept.some(({ id }) => id === delivery.id)) return "known";
      kept.push(delivery);
      return "kept";
    },
    watching: async () => [],
    knows: async (key) => {
      asked.push(key);
      if (store.broken) throw store.broken;
      return escalations.includes(key);
    },
    ...overrides,
  });
  const server = createServer(express().use(router));
  const closes: (() => void)[] = [];
  server.on("connection", (socket) => socket.on("close", () => closes.shift()?.()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no port");
  const { port } = address;
  const url = `http://127.0.0.1:${port}/webhooks/gitlab`;
  const nextClose = () => new Promise<void>((resolve) => void closes.push(resolve));
  return { url, port, kept, asked, logged, outcomes, store, nextClose };
}

export const storeDown = new StoreUnavailable("the disk is full");

/** Headers as GitLab 18 sends them with a secret token; undefined takes one away. */
export function headers(changes: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    "content-type": "application/json",
    "user-agent": "GitLab/18.10.0",
    "x-gitlab-instance": "https://gitlab.example.test",
    "x-gitlab-event": "Issue Hook",
    "x-gitlab-token": secret,
    "idempotency-key": "5b0f2b1c-0000-4000-8000-000000000001",
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export async function send(
  { url }: World,
  body: unknown,
  changes?: Record<string, string | undefined>,
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: headers(changes),
    body:
      typeof body === "string" || body instanceof Uint8Array ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Opens a bare connection and writes what is given, for what no proper client sends. */
export function dial({ port }: World, text: string): Socket {
  const socket = createConnection({ port, host: "127.0.0.1" });
  socket.on("error", () => {}); // a reset is what some of these connections are for
  socket.write(text);
  return socket;
}

/** The head of a POST as bare text. */
export function head(extra: Record<string, string>): string {
  const lines = Object.entries({ host: "127.0.0.1", ...headers(), ...extra }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `POST /webhooks/gitlab HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** The three Standard Webhooks headers for a body, signed at `at` (milliseconds). */
export function signed(body: string | Uint8Array, { token = signingToken, at = now, id = "delivery-1" } = {}) {
  const timestamp = `${Math.floor(at / 1000)}`;
  const key = Buffer.from(token.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
