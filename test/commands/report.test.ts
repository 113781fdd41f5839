import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { report } from "../../src/cli/report.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

const BEARER = { authorization: "Bearer api-token-of-the-test" };

describe("escalations report (P-SEE-4)", () => {
  let world: World;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    world = await startWorld();
    const { iid } = world.gitlab.as("cathy").openIssue({
      title: "=HYPERLINK() stands still",
      description: await filledIn({ severity: ["High"] }),
    });
    const misfiled = world.gitlab.as("cathy").openIssue({
      title: "Acme Corp: a ticket is slow",
      description: await filledIn({ severity: ["Low"] }),
    });
    await world.settled();
    world.gitlab.as("cathy").comment(iid, "/esc update Fine. Next steps: @sam tests it by 2027-12-01");
    world.gitlab.as("cathy").comment(misfiled.iid, "/esc redirect star https://support.example.test/1");
    await world.settled();
    folder = await mkdtemp(join(tmpdir(), "report-"));
    await writeFile(join(folder, "directory.yml"), DIRECTORY);
    env = {
      GITLAB_TOKEN: world.gitlabToken,
      GITLAB_PROJECT: world.projectPath,
      GITLAB_WEBHOOK_SECRET: world.webhookSecret,
      DATA_DIR: world.dataDir,
      POLICY_FILE: resolve("policy/escalation-policy.yml"),
      DIRECTORY_FILE: join(folder, "directory.yml"),
      PORT: new URL(world.app.url).port,
      API_TOKEN: "api-token-of-the-test",
    };
  });
  afterAll(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });

  function printed(...args: string[]): Promise<string> {
    return printedIn(env, ...args);
  }

  async function printedIn(surroundings: Record<string, string>, ...args: string[]): Promise<string> {
    let text = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    const code = await report(args, surroundings, Date.now).finally(() => write.mockRestore());
    expect(code).toBe(0);
    return text;
  }

  it("tells open escalations and the history beside a running service, which holds the store", async () => {
    const text = await printed();

    expect(text).toContain("Open escalations: 1\n");
    expect(text).toMatch(/^#1 +high +Acme Corp +in-progress +cathy +emea +0 d /m);
    expect(text).toMatch(/^All +2 +0 +1 +– +1 \(100 %\) +0 min \/ 0 min /m);
    expect(text).toMatch(/^critical +0 +0 +0 /m);
    expect(text).not.toContain("\u001b");
  });

  it("as JSON is what the API answers", async () => {
    const api = async (path: string) => (await fetch(`${world.app.url}${path}`, { headers: BEARER })).json();

    expect(JSON.parse(await printed("--format", "json"))).toEqual({
      open: await api("/api/escalations"),
      figures: await api("/api/figures"),
    });
    expect(await api("/api/figures")).toMatchObject({
      ...{ from: null, to: null, time_zone: "Etc/UTC" },
      total: { opened: 2, resolved: 0, ended_otherwise: 1, updates_in_time: 1, time_to_dri: { count: 2 } },
      by_region: [{ region: "emea", opened: 2 }],
    });
  });

  it("as CSV is what the API answers, and no spreadsheet runs what somebody typed", async () => {
    const api = async (path: string) => (await fetch(`${world.app.url}${path}`, { headers: BEARER })).text();
    const open = await api("/api/escalations.csv");

    expect(open).toContain(",'=HYPERLINK() stands still,");
    expect((await printed("open", "--format", "csv")).trim()).toBe(open.trim());
    expect((await printed("figures", "--format", "csv")).trim()).toBe((await api("/api/figures.csv")).trim());
  });

  it("counts the days that are asked for", async () => {
    expect(JSON.parse(await printed("figures", "--format", "json", "--to", "2020-01-31"))).toMatchObject({
      figures: { from: null, to: "2020-01-31", total: { opened: 0, time_to_dri: { count: 0, median_seconds: null } } },
    });
  });

  it.each([
    [["--from", "2026-02-30"], "is not a day on the calendar"],
    [["--from", "2026-02-02", "--to", "2026-02-01"], "ends before it begins"],
    [["--format", "xml"], "format"],
    [["everything"], "what"],
  ])("says what is wrong with %j", async (args, problem) => {
    await expect(report(args, env, Date.now)).rejects.toThrow(problem);
    await expect(report(args, env, Date.now)).rejects.toThrow(UsageError);
  });

  it("reads the store itself where no service holds it", async () => {
    expect(await printedIn({ ...env, DATA_DIR: join(folder, "data") }, "open")).toBe("Open escalations: 0\n");
  });

  it("needs neither policy nor directory on this machine beside a running service: they may stand in CONFIG_PROJECT", async () => {
    const elsewhere = { ...env, POLICY_FILE: "none.yml", DIRECTORY_FILE: "none.yml" };

    expect(await printedIn(elsewhere, "open")).toContain("Open escalations: 1\n");
  });

  it("says where it looked for the service that holds the store", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const code = await report([], { ...env, PORT: "1" }, Date.now);
    const said = String(error.mock.calls[0]?.[0]);
    error.mockRestore();

    expect(code).toBe(1);
    expect(said).toContain("no service answers at http://127.0.0.1:1");
  });

  it("GET /api/figures: 400 for a period that is none, 401 without the token", async () => {
    const ask = (path: string, headers = {}) => fetch(`${world.app.url}${path}`, { headers });

    expect((await ask("/api/figures?from=tomorrow", BEARER)).status).toBe(400);
    for (const path of ["/api/figures", "/api/figures.csv", "/api/escalations.csv"])
      expect((await ask(path)).status).toBe(401);
  });
});
