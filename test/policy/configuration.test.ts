import { mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfiguration, type WatchedConfiguration, watchConfiguration } from "../../src/policy/configuration.ts";
import { ConfigurationProblems, describeProblem } from "../../src/policy/problems.ts";

const paths = { policyFile: "policy.yml", directoryFile: "directory.yml" };

/** A disk that holds texts, and a log that keeps what it is told. */
function aWorld() {
  const disk = new Map([
    ["policy.yml", "version: 1\n"],
    ["directory.yml", "customers: [{ name: Acme Corp }]\n"],
  ]);
  const log: { level: string; fields: object; message: string }[] = [];
  return {
    disk,
    log,
    logger: {
      info: (fields: object, message: string) => void log.push({ level: "info", fields, message }),
      warn: (fields: object, message: string) => void log.push({ level: "warn", fields, message }),
      error: (fields: object, message: string) => void log.push({ level: "error", fields, message }),
    },
    async read(path: string): Promise<string> {
      const text = disk.get(path);
      if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      return text;
    },
  };
}

describe("loading the configuration", () => {
  it("tells what is wrong in both files at once", async () => {
    const { disk, read } = aWorld();
    disk.set("policy.yml", "confidential: perhaps\n");
    disk.set("directory.yml", "people: { cathy: {} }\n");

    const refused = loadConfiguration(paths, read);

    await expect(refused).rejects.toThrow(ConfigurationProblems);
    await expect(refused).rejects.toThrow(
      /^policy\.yml:1:1: confidential: .*\ndirectory\.yml:1:11: people\.cathy\.name/,
    );
  });

  it("says which setting names a file that is not there", async () => {
    const refused = loadConfiguration(paths, async () =>
      Promise.reject(Object.assign(new Error(), { code: "ENOENT" })),
    );

    await expect(refused).rejects.toThrow(/policy\.yml:1:1: there is no such file; the setting POLICY_FILE names it/);
    await expect(refused).rejects.toThrow(/directory\.yml:1:1: there is no such file; the setting DIRECTORY_FILE/);
  });
});

describe("following the configuration", () => {
  let world: ReturnType<typeof aWorld>;
  let changes: number;
  let watched: WatchedConfiguration;

  beforeEach(async () => {
    vi.useFakeTimers();
    world = aWorld();
    changes = 0;
    watched = await watchConfiguration({ ...world, paths, every: 1000, onChange: () => (changes += 1) });
  });
  afterEach(() => {
    watched.close();
    vi.useRealTimers();
  });
  const customers = () => watched.current().directory.customers.map(({ name }) => name);

  it("an invalid file at the start is refused", async () => {
    world.disk.set("policy.yml", "version: 3\n");

    await expect(watchConfiguration({ ...world, paths })).rejects.toThrow("policy.yml:1:1: version: 3 is not 1");
  });

  it("nothing happens while the files stay as they are", async () => {
    await vi.advanceTimersByTimeAsync(60_000);

    expect({ changes, log: world.log }).toEqual({ changes: 0, log: [] });
  });

  it("a changed file comes into force by itself", async () => {
    world.disk.set("directory.yml", "customers: [{ name: Globex }]\n");
    await vi.advanceTimersByTimeAsync(2000);

    expect(customers()).toEqual(["Globex"]);
    expect(changes).toBe(1);
    expect(world.log).toMatchObject([{ level: "info", fields: { file: "directory.yml" } }]);
  });

  it("a file caught half written does not count", async () => {
    world.disk.set("directory.yml", "customers: []\n");
    await vi.advanceTimersByTimeAsync(1000);
    world.disk.set("directory.yml", "customers: [{ name: Acme Corp }, { name: Globex }]\n");
    await vi.advanceTimersByTimeAsync(1000);
    expect(customers()).toEqual(["Acme Corp"]);

    await vi.advanceTimersByTimeAsync(1000);
    expect(customers()).toEqual(["Acme Corp", "Globex"]);
    expect(changes).toBe(1);
  });

  it("an invalid new version is refused and told once, and the last valid one stays", async () => {
    world.disk.set("directory.yml", "customers: [{ nam: Globex }]\n");
    await vi.advanceTimersByTimeAsync(60_000);

    expect(customers()).toEqual(["Acme Corp"]);
    expect(watched.status().policy).toEqual([]);
    expect(watched.status().directory.map(describeProblem)).toEqual([
      "directory.yml:1:13: customers[0].name: is missing; it must be text",
      "directory.yml:1:15: customers[0].nam: is not known here; did you mean name?",
    ]);
    expect(world.log).toMatchObject([{ level: "error", fields: { file: "directory.yml" } }]);
    expect(changes).toBe(0);
  });

  it("a mistake in one file does not hold up the other", async () => {
    world.disk.set("directory.yml", "customers: 5\n");
    world.disk.set("policy.yml", "confidential: false\n");
    await vi.advanceTimersByTimeAsync(2000);

    expect(watched.current().policy.confidential).toBe(false);
    expect(customers()).toEqual(["Acme Corp"]);
  });

  it("a file put right is valid again", async () => {
    world.disk.set("directory.yml", "customers: 5\n");
    await vi.advanceTimersByTimeAsync(2000);
    expect(watched.status().directory).toHaveLength(1);

    world.disk.set("directory.yml", "customers: [{ name: Acme Corp }]\n");
    await vi.advanceTimersByTimeAsync(2000);
    expect(watched.status().directory).toEqual([]);
    expect(customers()).toEqual(["Acme Corp"]);
  });

  it.each([
    { file: "directory.yml", setting: "DIRECTORY_FILE" },
    { file: "policy.yml", setting: "POLICY_FILE" },
  ])("$file deleted: a warning says so once, and its last valid version stays in force", async ({ file, setting }) => {
    const before = watched.current();
    world.disk.delete(file);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(watched.current()).toEqual(before);
    expect(await watched.reload()).toBe(false);
    expect(world.log[0]).toEqual({
      level: "warn",
      message: "configuration file cannot be read, its last valid version stays in force",
      fields: {
        file,
        reason: `there is no such file; the setting ${setting} names it. Put it back: it is then read by itself`,
      },
    });
    // The second was asked for, by the reload.
    expect(world.log).toHaveLength(2);
    expect(changes).toBe(0);
  });

  it.each([["as it was", "Acme Corp"] as const, ["changed", "Globex"] as const])(
    "a deleted file that is back, %s, is read",
    async (_, name) => {
      world.disk.delete("directory.yml");
      await vi.advanceTimersByTimeAsync(10_000);

      world.disk.set("directory.yml", `customers: [{ name: ${name} }]\n`);
      await vi.advanceTimersByTimeAsync(60_000);

      expect(watched.status().directory).toEqual([]);
      expect(customers()).toEqual([name]);
      expect(world.log.map(({ level }) => level)).toEqual(["warn", "info"]);
    },
  );

  it("a file that is missing for a moment, while it is replaced, is no news", async () => {
    const text = world.disk.get("directory.yml") ?? "";
    world.disk.delete("directory.yml");
    await vi.advanceTimersByTimeAsync(1000);
    world.disk.set("directory.yml", text);
    await vi.advanceTimersByTimeAsync(60_000);

    expect({ changes, log: world.log }).toEqual({ changes: 0, log: [] });
  });

  it("a reload counts at once, and says whether both files are valid", async () => {
    world.disk.set("directory.yml", "customers: [{ name: Globex }]\n");
    expect(await watched.reload()).toBe(true);
    expect(customers()).toEqual(["Globex"]);

    world.disk.set("directory.yml", "customers: 5\n");
    expect(await watched.reload()).toBe(false);
    expect(customers()).toEqual(["Globex"]);
  });

  it("nothing is looked at after it was closed", async () => {
    watched.close();
    world.disk.set("directory.yml", "customers: [{ name: Globex }]\n");
    await vi.advanceTimersByTimeAsync(60_000);

    expect(customers()).toEqual(["Acme Corp"]);
  });
});

describe("on a real disk", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "configuration-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("a replaced file and a turned symbolic link are new versions", async () => {
    const [policyFile, directoryFile] = [join(folder, "policy.yml"), join(folder, "directory.yml")];
    await writeFile(join(folder, "first"), "customers: [{ name: Acme Corp }]");
    await writeFile(join(folder, "second"), "customers: [{ name: Globex }]");
    await symlink("first", directoryFile);
    await writeFile(policyFile, "");
    const watched = await watchConfiguration({ paths: { policyFile, directoryFile }, logger: aWorld().logger });

    await symlink("second", join(folder, "next"));
    await rename(join(folder, "next"), directoryFile);
    await writeFile(join(folder, "saved"), "confidential: false");
    await rename(join(folder, "saved"), policyFile);
    await watched.reload();
    watched.close();

    expect(watched.current().directory.customers[0]?.name).toBe("Globex");
    expect(watched.current().policy.confidential).toBe(false);
  });
});
