import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LogLevel, WebClient, type WebClientOptions } from "@slack/web-api";
import express from "express";
import { onTestFinished } from "vitest";
import { createSandboxSlack, type SandboxSlack, type SandboxSlackOptions } from "../../../src/sandbox/slack/index.ts";

export interface TestSlack {
  slack: SandboxSlack;
  client: WebClient;
  /** The Web API's address, with a slash at the end. */
  url: string;
  /** The same workspace for another token or with other options. */
  clientWith(token: string | undefined, options?: WebClientOptions): WebClient;
  /** The time of the workspace, moved on by so many seconds. */
  pass(seconds: number): void;
}

/** A workspace behind a real HTTP server on a free port, mounted at /slack as the sandbox does it. */
export async function startSlack(options: Partial<SandboxSlackOptions> = {}): Promise<TestSlack> {
  let now = Date.parse("2026-11-24T09:00:00Z");
  const slack = createSandboxSlack({ clock: () => now, ...options });
  const server = createServer(express().use("/slack", slack.router()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    slack.faults.clear();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/slack/api/`;
  const clientWith = (token: string | undefined, more: WebClientOptions = {}) =>
    new WebClient(token, {
      slackApiUrl: url,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logLevel: LogLevel.ERROR,
      logger: {
        debug() {},
        info() {},
        warn() {},
        error() {},
        setLevel() {},
        getLevel: () => LogLevel.ERROR,
        setName() {},
      },
      ...more,
    });
  return {
    slack,
    client: clientWith(slack.botToken),
    url,
    clientWith,
    pass(seconds) {
      now += seconds * 1000;
    },
  };
}

/** The error code that a call is refused with; fails when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  const failure: unknown = await call.then(
    (answer) => new Error(`expected a refusal, got ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (typeof failure === "object" && failure !== null && "data" in failure) {
    return Reflect.get(Object(failure.data), "error");
  }
  throw failure;
}
