import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createSandboxGitLab, type SandboxGitLab } from "../../../src/sandbox/gitlab/sandbox-gitlab.ts";

export const noon = Date.parse("2026-11-24T12:00:00Z");

export interface Received {
  headers: Record<string, string>;
  raw: string;
  body: { [key: string]: unknown; object_attributes: Record<string, unknown> };
}

export interface Scene extends AsyncDisposable {
  gitlab: SandboxGitLab;
  projectId: number;
  token: string;
  /** Moves the clock, in milliseconds. */
  pass(ms: number): void;
  now(): number;
  /** What a hook with all four flags got, oldest first. */
  received: Received[];
  /** The status that the receiver answers with. */
  answerWith(status: number): void;
  hookUrl: string;
  api(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
}

/** Answers have many shapes; a test names the keys that it reads. */
type Loose = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  json: Loose;
}

/** A GitLab on a free port with one private project, people of several roles, a bot and a webhook receiver. */
export async function aGitLab(
  options: { tier?: "free" | "premium"; hook?: boolean; autoDisableHooks?: boolean } = {},
): Promise<Scene> {
  const received: Received[] = [];
  let status = 200;
  let time = noon;
  const app = express();
  app.post("/hook", express.text({ type: "*/*", limit: "25mb" }), (request, response) => {
    const raw = String(request.body);
    received.push({ headers: headersOf(request.headers), raw, body: JSON.parse(raw) });
    response.status(status).end();
  });
  const server = createServer(app);
  const origin = await listen(server);

  const gitlab = createSandboxGitLab({
    baseUrl: `${origin}/gitlab`,
    tier: options.tier ?? "premium",
    clock: () => time,
    ...(options.autoDisableHooks === undefined ? {} : { autoDisableHooks: options.autoDisableHooks }),
  });
  app.use("/gitlab", gitlab.router());

  const people = {
    root: "owner",
    cathy: "developer",
    mona: "planner",
    gus: "guest",
    esc_bot: "reporter",
    maya: "maintainer",
  } as const;
  const project = gitlab.addProject({ path: "acme/escalations", name: "Escalations" });
  for (const [username, role] of Object.entries(people)) {
    gitlab.addUser({ username, name: username, bot: username === "esc_bot" });
    gitlab.addMember(project.id, username, role);
  }
  gitlab.addUser({ username: "oscar", name: "An outsider", email: "oscar@example.test" });
  for (const name of ["escalation", "severity::critical", "severity::high", "bug"])
    gitlab.addLabel(project.id, { name });

  const hookUrl = `${origin}/hook`;
  if (options.hook ?? true) {
    gitlab.addHook(project.id, {
      url: hookUrl,
      token: "hush",
      issues_events: true,
      confidential_issues_events: true,
      note_events: true,
      confidential_note_events: true,
    });
  }
  const token = gitlab.addToken("esc_bot");

  return {
    gitlab,
    projectId: project.id,
    token,
    received,
    hookUrl,
    now: () => time,
    pass(ms) {
      time += ms;
    },
    answerWith(next) {
      status = next;
    },
    async api(method, path, body, as = token) {
      const response = await fetch(`${origin}/gitlab/api/v4${path}`, {
        method,
        headers: { "private-token": as, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, json: text === "" ? undefined : parsed(text) };
    },
    async [Symbol.asyncDispose]() {
      gitlab.faults.clear();
      await gitlab.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The tokens of other people, made where a test needs them. */
export function tokenOf({ gitlab }: Scene, username: string): string {
  return gitlab.addToken(username);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function headersOf(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
