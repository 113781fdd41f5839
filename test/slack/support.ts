import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createSandboxSlack, type SandboxSlack, type SandboxSlackOptions } from "../../src/sandbox/slack/index.ts";
import { type SlackChatOptions, slackChat } from "../../src/slack/chat.ts";

/** The Slack adapter against an embedded Slack over real HTTP. */
export interface SlackScene extends AsyncDisposable {
  slack: SandboxSlack;
  chat: ReturnType<typeof slackChat>;
  /** The adapter as after a restart, or with other options. */
  another(changed?: Partial<SlackChatOptions>): ReturnType<typeof slackChat>;
  /** Slack ids by username, of everybody but `ghost`. */
  ids: Record<string, string>;
  pass(ms: number): void;
  now(): number;
}

const PEOPLE = ["cathy", "mona", "gus"];

export async function slackScene(options: Partial<SandboxSlackOptions> = {}): Promise<SlackScene> {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const slack = createSandboxSlack({ clock, ...options });
  const ids = Object.fromEntries(
    PEOPLE.map((name) => [name, slack.addUser({ name, realName: name, email: `${name}@example.test` })]),
  );
  slack.addChannel({ name: "escalated_customers" });
  const app = express();
  app.use("/slack", slack.router());
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/api/`;
  const another: SlackScene["another"] = (changed = {}) =>
    slackChat({
      ...{ token: slack.botToken, apiUrl, clock, timeoutMs: 400 },
      announcements: () => "escalated_customers",
      person: (username) => (username === "nobody" ? undefined : { email: `${username}@example.test` }),
      ...changed,
    });
  return {
    ...{ slack, ids, another },
    chat: another(),
    pass(ms) {
      now += ms;
    },
    now: clock,
    async [Symbol.asyncDispose]() {
      slack.faults.clear();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
