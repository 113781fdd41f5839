import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { startApp } from "../../src/app.ts";
import { doctor } from "../../src/cli/doctor.ts";
import { provision } from "../../src/cli/provision.ts";
import { startEmbedded } from "../../src/sandbox/embedded.ts";
import { readSettings } from "../../src/settings.ts";
import { filledIn } from "../support/world.ts";
import { printed } from "./operator.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  await once(server, "close");
  return port;
}

/** Runs a command in a folder, with nothing in its environment. */
async function run(folder: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [resolve("src/main.ts"), ...args], {
    ...{ cwd: folder, env: { PATH: process.env.PATH ?? "" }, stdio: ["ignore", "pipe", "pipe"] },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  await once(child, "close");
  return { code: child.exitCode, output };
}

it("from nothing to the first escalation: init, provision, doctor, serve, and the issue gets its status note", async () => {
  const embedded = await startEmbedded({ port: 0, tier: "free", clock: Date.now, labels: [], template: "" });
  const folder = await mkdtemp(join(tmpdir(), "first-"));
  const port = String(await freePort());

  const init = await run(
    folder,
    ...["init", "--yes", "--gitlab-url", `${embedded.url}/gitlab`, "--gitlab-token", embedded.gitlabToken],
    ...["--project", embedded.projectPath, "--slack-token", embedded.slack.botToken],
    ...["--slack-api-url", `${embedded.url}/slack/api/`, "--port", port, "--public-url", `http://127.0.0.1:${port}`],
    ...["--customer", "Acme Corp", "--csm", "cathy", "--csm-manager", "@mona"],
  );

  expect(init).toEqual({ code: 0, output: expect.stringContaining("oauth_config") });
  expect(init.output).not.toContain(embedded.gitlabToken);
  expect((await stat(join(folder, ".env"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, "directory.yml"), "utf8")).toContain("name: Mona Okafor");

  const env = {
    ...parseEnv(await readFile(join(folder, ".env"), "utf8")),
    ...{ DATA_DIR: join(folder, "data"), DIRECTORY_FILE: join(folder, "directory.yml") },
  };
  expect(await printed(() => provision([], env, Date.now))).toMatchObject({ code: 0 });
  expect(await printed(() => doctor([], env, Date.now))).toEqual({
    ...{ code: 0, lines: expect.arrayContaining([expect.stringContaining(" 0 to look at, 0 failed")]) },
  });

  const app = await startApp({ settings: await readSettings(env), clock: Date.now, log: SILENT });
  onTestFinished(async () => {
    await app.close();
    await embedded.close();
    await rm(folder, { recursive: true });
  });
  const description = await filledIn({ severity: ["High"], origin: ["Support ticket"] });
  const { iid } = embedded.gitlab.as("adam").openIssue({ title: "Acme Corp: pipelines do not start", description });

  await vi.waitFor(
    () => {
      const { notes, assignees, labels } = embedded.gitlab.issue(iid);
      expect(notes.some(({ body }) => body.includes("<!-- escalations:status -->"))).toBe(true);
      expect(assignees).toEqual(["cathy"]);
      expect(labels).toContain("severity::high");
    },
    { timeout: 20_000, interval: 50 },
  );
});
