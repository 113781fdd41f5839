import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { policy } from "../../src/cli/policy.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

describe("escalations policy", () => {
  let folder: string;
  let printed: string[];
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "policy-"));
    printed = [];
    const print = (text: unknown) => printed.push(String(text).trimEnd()) > 0;
    vi.spyOn(console, "log").mockImplementation(print);
    vi.spyOn(console, "error").mockImplementation(print);
    vi.spyOn(process.stdout, "write").mockImplementation(print);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  async function run(...args: string[]): Promise<{ code: number; output: string }> {
    const env = { POLICY_FILE: at("policy.yml"), DIRECTORY_FILE: at("directory.yml") };
    const code = await policy(args, env, () => 0);
    return { code, output: printed.join("\n").replaceAll(folder, "") };
  }

  it("check: without files those of the settings; exit code 1 where something is wrong", async () => {
    await writeFile(at("policy.yml"), "confidential: true\n");
    await writeFile(at("directory.yml"), "customers: [{ nam: Acme }]\n");

    expect(await run("check")).toEqual({
      code: 1,
      output: [
        "/policy.yml: policy, well",
        "/directory.yml:1:13: customers[0].name: is missing; it must be text",
        "/directory.yml:1:15: customers[0].nam: is not known here; did you mean name?",
        "/directory.yml: directory, 2 problems",
      ].join("\n"),
    });
  });

  it("check: a warning is told and is no failure; a file that is not there is one", async () => {
    await writeFile(at("policy.yml"), "dri: { rules: [{ role: support }] }\n");
    await writeFile(at("directory.yml"), "customers: [{ name: Acme }]\n");

    const { code, output } = await run("check", at("policy.yml"), at("directory.yml"));
    expect(code).toBe(0);
    expect(output).toContain("/policy.yml:1:18: warning: dri.rules[0].role: nobody in the directory is support");
    expect(await run("check", at("none.yml"))).toMatchObject({
      code: 1,
      output: expect.stringContaining("/none.yml: there is no such file"),
    });
  });

  it("check: also as GitLab's Code Quality report", async () => {
    await writeFile(at("policy.yml"), "confidentail: true\n");

    const { code } = await run("check", at("policy.yml"), "--code-quality", at("report.json"));

    expect(code).toBe(1);
    expect(JSON.parse(await readFile(at("report.json"), "utf8"))).toMatchObject([
      { location: { lines: { begin: 1 } } },
    ]);
  });

  it("explain: the process of the policy of the settings, or what is wrong with it", async () => {
    await writeFile(at("policy.yml"), "dri: { ask_every: PT7H }\n");
    await writeFile(at("other.yml"), "dri: { ask_every: seven }\n");

    expect((await run("explain")).output).toContain("asked again every 7 working hours");
    expect(await run("explain", at("other.yml"))).toMatchObject({
      code: 1,
      output: expect.stringContaining("/other.yml:1:8: dri.ask_every:"),
    });
  });

  it("preset: listed, printed, written once and never over a file (P-DRI-12)", async () => {
    expect((await run("preset")).output).toMatch(/^default .*\ncsm-where-assigned /);
    expect((await run("preset", "default")).output).toContain("severities:");
    expect((await run("preset", "csm-where-assigned", at("mine.yml"))).code).toBe(0);
    expect(await readFile(at("mine.yml"), "utf8")).toMatch(/^# A second preset/);
    expect(await run("preset", "default", at("mine.yml"))).toMatchObject({
      code: 1,
      output: expect.stringContaining("stands there already"),
    });
    expect((await run("check", at("mine.yml"))).code).toBe(0);
  });

  it.each([[[]], [["chekc"]], [["preset", "nix"]], [["explain", "a", "b"]], [["check", "--strict"]]])(
    "what is not understood is said: %j",
    async (args) => {
      await expect(policy(args, {}, () => 0)).rejects.toThrow(UsageError);
    },
  );
});
