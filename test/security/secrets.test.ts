import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { addressOf } from "../../src/app/http.ts";
import { eventually, openFor } from "../faults/opened.ts";
import { type Surroundings, surroundings } from "../faults/service-process.ts";
import { runCli } from "../support/cli.ts";

let around: Surroundings | undefined;
afterEach(() => around?.stop());

const odd = (name: string) => `${name}-%24'"&<$1>\\n\`{}^`;
const ODD = {
  GITLAB_TOKEN: odd("glpat"),
  GITLAB_WEBHOOK_SECRET: odd("hook"),
  GITLAB_SIGNING_TOKEN: `whsec_${Buffer.from("a signing token of the tests").toString("base64")}`,
  SLACK_BOT_TOKEN: odd("xoxb"),
  API_TOKEN: odd("api"),
  SENTIMENT_SECRET: `whsec_${Buffer.from("thirty-two bytes for sentiments!").toString("base64")}`,
};

/** The secret as it is, and in the shapes in which it travels. */
function shapesOf(secret: string): string[] {
  const encoded = [encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
  return [...new Set([secret, secret.replace(/^whsec_/, ""), ...encoded, base64])];
}

function expectNoneIn(text: string, secrets: readonly string[]): void {
  const found = secrets.flatMap(shapesOf).filter((shape) => text.includes(shape));

  expect(found).toEqual([]);
}

async function everythingKeptIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")))).join("\n");
}

it("no secret stands in a log line, an answer or the store, though all is logged and much fails", async () => {
  const path = "/hook/t0ken-of-the-platform";
  const platform = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end(`no: ${request.url}`);
  });
  await new Promise<void>((listening) => platform.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    platform.closeAllConnections();
    platform.close();
  });
  around = await surroundings({
    LOG_LEVEL: "trace",
    API_TOKEN: ODD.API_TOKEN,
    GITLAB_SIGNING_TOKEN: ODD.GITLAB_SIGNING_TOKEN,
    SENTIMENT_URL: `http://127.0.0.1:${addressOf(platform).port}${path}?key=qu3ry-of-the-platform`,
    SENTIMENT_SECRET: ODD.SENTIMENT_SECRET,
    HEARTBEAT_URL: `http://127.0.0.1:${addressOf(platform).port}/t0ken-of-the-heartbeat`,
  });
  const { gitlab, slack, serviceUrl, gitlabToken, webhookSecret } = around;
  const service = await around.serve();

  const iid = await openFor(around, "Umbrella");
  await around.quiet();
  gitlab
    .as("cathy")
    .comment(iid, "/esc done sentiment\n/esc nonsense\n/esc update fine. Next steps: @sam by 2099-01-01");
  slack.faults.add({ fault: { kind: "status", status: 500 } });
  gitlab.faults.mode = { kind: "status", status: 502 };
  await openFor(around, "Initech");
  const post = (token: string) =>
    fetch(`${serviceUrl}/webhooks/gitlab`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-gitlab-token": token },
      body: "{",
    });
  const bearer = (token: string) =>
    fetch(`${serviceUrl}/api/escalations`, { headers: { authorization: `Bearer ${token}` } });
  const answers = await Promise.all([
    ...[post(webhookSecret), post(`${webhookSecret}x`), bearer(ODD.API_TOKEN), bearer(`${ODD.API_TOKEN}x`)],
    ...["/metrics", "/readyz", "/nowhere"].map((route) => fetch(`${serviceUrl}${route}`)),
  ]);
  const answered = await Promise.all(
    answers.map(async (answer) => `${await answer.text()}${JSON.stringify([...answer.headers])}`),
  );
  await eventually(() => expect(service.output().stdout).toContain("502"));
  slack.faults.clear();
  gitlab.faults.clear();
  service.signal("SIGTERM");
  await service.exit();

  const { stdout, stderr } = service.output();
  const kept = await everythingKeptIn(join(around.folder, "data"));
  const notes = JSON.stringify(gitlab.state());
  const secrets = [
    ...[gitlabToken, webhookSecret, slack.botToken, ODD.API_TOKEN, ODD.GITLAB_SIGNING_TOKEN, ODD.SENTIMENT_SECRET],
    ...["t0ken-of-the-platform", "qu3ry-of-the-platform", "t0ken-of-the-heartbeat"],
  ];
  expectNoneIn(`${stdout}\n${stderr}\n${answered.join("\n")}\n${kept}`, secrets);
  expectNoneIn(
    notes,
    secrets.filter((secret) => secret !== webhookSecret && secret !== gitlabToken),
  );
});

it("nor where GitLab and Slack refuse them", async () => {
  around = await surroundings({ ...ODD, GITLAB_SIGNING_TOKEN: "", SENTIMENT_SECRET: "", LOG_LEVEL: "trace" });
  const service = around.start();
  await service.says("GITLAB_TOKEN");
  await service.says("SLACK_BOT_TOKEN");
  service.signal("SIGTERM");
  await service.exit();

  const { stdout, stderr } = service.output();
  expectNoneIn(stdout + stderr, [ODD.GITLAB_TOKEN, ODD.SLACK_BOT_TOKEN, ODD.API_TOKEN, ODD.GITLAB_WEBHOOK_SECRET]);
});

const ENOUGH = {
  GITLAB_TOKEN: "glpat-of-the-test",
  GITLAB_PROJECT: "acme/escalations",
  GITLAB_WEBHOOK_SECRET: "hook-of-the-test",
  GITLAB_URL: "http://127.0.0.1:1",
};

it.each([
  { name: "DATABASE_URL", value: "postgres://us3r-w:p4ss%24-w0rd@127.0.0.1:1/db", secret: "p4ss" },
  { name: "DATABASE_URL", value: "postgres://us3r-w:p4ss-w0rd@127.0.0.1:port/db", secret: "p4ss" },
  { name: "DATABASE_URL", value: "postgres://us3r-w:p4ss#w0rd@127.0.0.1:1/db", secret: "p4ss" },
  { name: "DATABASE_URL", value: "postgres://us3r-w:p4ss%zz@127.0.0.1:1/db", secret: "p4ss" },
  { name: "DATABASE_URL", value: "postgres://127.0.0.1:1/db?user=us3r-w&password=p4ss-w0rd", secret: "p4ss" },
  {
    name: "DATABASE_URL",
    value: "postgres://u@127.0.0.1:1/db?password=p4ss&sslmode=verify-full&sslrootcert=/nowhere",
    secret: "p4ss",
  },
  { name: "DATABASE_URL", value: "mysql://us3r-w:p4ss-w0rd@127.0.0.1:1/db", secret: "p4ss" },
  { name: "GITLAB_URL", value: "https://us3r-w:p4ss-w0rd@gitlab.example.test", secret: "p4ss" },
  { name: "SENTIMENT_URL", value: "https://us3r-w:p4ss-w0rd@platform.example.test/p4ss", secret: "p4ss" },
  { name: "PUBLIC_URL", value: "https://us3r-w:p4ss-w0rd@escalations.example.test", secret: "p4ss" },
  { name: "GITLAB_TOKEN", value: "p4ss with blanks", secret: "p4ss" },
  { name: "GITLAB_SIGNING_TOKEN", value: "p4ss", secret: "p4ss" },
  { name: "GITLAB_PROJECT", value: "p4ss", secret: "p4ss" },
])("a start that fails over $name=$value does not repeat the secret in it", async ({ name, value, secret }) => {
  const { code, output } = await runCli(["serve"], { ...ENOUGH, LOG_LEVEL: "trace", PORT: "0", [name]: value });

  expect(code).toBe(1);
  expect(output).toMatch(/\w/);
  expect(output).not.toContain(secret);
});
