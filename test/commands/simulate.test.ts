import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { Simulation } from "../../src/reconcile/simulate.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { runCli } from "../support/cli.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

const TOKEN = "api-token-of-the-test";

describe("escalations simulate (P-SEE-3)", () => {
  let world: World;
  let folder: string;
  let acme: number;
  let globex: number;

  beforeAll(async () => {
    world = await startWorld({ slack: false });
    folder = await mkdtemp(join(tmpdir(), "simulate-"));
    const open = async (title: string, customer: string) =>
      world.gitlab
        .as("cathy")
        .openIssue({ title, description: await filledIn({ customer, severity: ["High"], people: { CSM: "cathy" } }) })
        .iid;
    acme = await open("Acme Corp: pipelines stand still", "Acme Corp");
    globex = await open("Globex: runners are slow", "Globex");
    await world.settled();
  });
  afterAll(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });

  async function ask(body: unknown, token = TOKEN): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${world.app.url}/api/simulate`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  }
  /** Only of Acme is Mona the manager by name. */
  const directory = stringify({
    ...parse(DIRECTORY),
    customers: [
      { name: "Acme Corp", region: "emea", csm_manager: "lena" },
      { name: "Globex", region: "emea" },
    ],
  });

  it("tells what would be otherwise of which escalation, over the running service; nothing is written anywhere", async () => {
    world.gitlab.requests.reset();
    const before = await world.app.store.escalations.list({});

    const { status, json } = await ask({ files: [{ file: "directory.yml", text: directory }] });

    const { escalations, changed, unread, proposed } = Simulation.parse(json);
    expect({ status, escalations, unread }).toEqual({ status: 200, escalations: 2, unread: [] });
    expect(changed.map(({ iid }) => iid)).toEqual([acme]);
    expect(changed[0]?.changes[0]).toEqual({
      kind: "who",
      text: "CSM manager moves from @mona to @lena",
      from: "mona",
      to: "lena",
    });
    expect(proposed.policy).toEqual([]);
    expect(proposed.directory).toContain('customers.Acme Corp.csm_manager: "mona" → "lena"');
    expect(world.gitlab.requests.all().filter(({ method }) => method !== "GET")).toEqual([]);
    expect(await world.app.store.escalations.list({})).toEqual(before);
    expect(world.gitlab.issue(globex).assignees).toHaveLength(1);
  });

  it("refuses files that are not valid, with line and column, and bodies that are none", async () => {
    const invalid = await ask({ files: [{ file: "policy.yml", text: "confidentail: true" }] });

    expect(invalid).toMatchObject({
      status: 422,
      json: { problems: [expect.stringMatching(/^policy\.yml:1:1: confidentail/)] },
    });
    expect((await ask("{")).status).toBe(400);
    expect((await ask({ files: "policy" })).status).toBe(400);
    expect((await ask({ files: [] })).status).toBe(422);
    expect((await ask({ files: [] }, "guessed")).status).toBe(401);
  });

  it("on the command line, beside the running service; says so where nothing would change", async () => {
    const [policyFile, directoryFile] = [join(folder, "policy.yml"), join(folder, "directory.yml")];
    await writeFile(policyFile, "severities: { low: { involve: [ceo] } }\n");
    await writeFile(directoryFile, DIRECTORY);

    const { code, output } = await runCli(["simulate", policyFile, directoryFile], {
      GITLAB_URL: `${new URL(world.gitlab.issue(acme).webUrl).origin}/gitlab`,
      GITLAB_TOKEN: world.gitlabToken,
      GITLAB_PROJECT: world.projectPath,
      GITLAB_WEBHOOK_SECRET: world.webhookSecret,
      DATA_DIR: world.dataDir,
      DIRECTORY_FILE: directoryFile,
      PORT: new URL(world.app.url).port,
      API_TOKEN: TOKEN,
    });

    expect(output.trimEnd().split("\n")).toEqual([
      "The proposed policy differs from the one in force:",
      '  severities.low.involve: ["csm_manager","account_manager"] → ["ceo"]',
      "",
      "No change: 2 open escalations looked at, nothing would be otherwise.",
      "Nothing was done.",
    ]);
    expect(code).toBe(0);
  });
});
