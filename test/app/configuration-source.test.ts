import { beforeEach, describe, expect, it } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import { PROJECT_PATHS, projectSource } from "../../src/app/configuration-source.ts";
import { projectReader } from "../../src/app/project-configuration.ts";
import { type WatchedConfiguration, watchConfiguration } from "../../src/policy/configuration.ts";
import { describeProblem } from "../../src/policy/problems.ts";
import { StoreUnavailable } from "../../src/store/store.ts";

const PROJECT = "acme/escalations";
const paths = { policyFile: "policy.yml", directoryFile: "directory.yml" };
const { policy: POLICY, directory: DIRECTORY } = PROJECT_PATHS;
const customer = (name: string) => `customers: [{ name: ${name} }]\n`;

/** A disk, a project on GitLab and a store's facts, which outlive a service. */
function aWorld() {
  const disk = new Map([
    ["policy.yml", "version: 1\n"],
    ["directory.yml", customer("Local")],
  ]);
  const repository = new Map<string, string>();
  const facts = new Map<string, string>();
  const log: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => void log.push({ level, fields, message });
  const world = {
    ...{ disk, repository, facts, log },
    asked: 0,
    gitlab: "up" as "up" | "down",
    store: "up" as "up" | "down",
    start,
  };
  return world;

  /** A service on this world; several are replicas. */
  async function start({ isShared = false } = {}) {
    const logger = { info: at("info"), warn: at("warn"), error: at("error") };
    const source = await projectSource({
      ...{ project: PROJECT, paths, isShared, log: logger },
      files: {
        async read(_project, path) {
          world.asked += 1;
          if (world.gitlab === "down") throw new OutsideError("GET: no answer", "repeat");
          return repository.get(path);
        },
      },
      facts: {
        async get(name) {
          if (world.store === "down") throw new StoreUnavailable("away");
          return facts.get(name);
        },
        set: async (name, value) => void facts.set(name, value),
        startingWith: async () => [],
      },
      async readLocal(path) {
        const text = disk.get(path);
        if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
        return text;
      },
    });
    const configuration = await watchConfiguration({ paths, logger, read: source.read, calledAs: source.nameOf });
    configuration.close();
    return { configuration, readAgain: projectReader(source, { configuration, clock: () => 0, log: logger }) };
  }
}

const customers = ({ current }: WatchedConfiguration) => current().directory.customers.map(({ name }) => name);

describe("policy and directory from a project", () => {
  let world: ReturnType<typeof aWorld>;
  beforeEach(() => {
    world = aWorld();
  });

  it("what the project has counts from the start, and the local file stands in for what it does not have", async () => {
    world.repository.set(DIRECTORY, customer("Acme"));
    world.disk.set("policy.yml", "confidential: false\n");
    world.disk.delete("directory.yml");

    const { configuration } = await world.start();

    expect(customers(configuration)).toEqual(["Acme"]);
    expect(configuration.current().policy.confidential).toBe(false);
  });

  it("a new version comes into force when it is read, and a read that finds nothing new changes nothing", async () => {
    world.repository.set(DIRECTORY, customer("Acme"));
    const { configuration, readAgain } = await world.start();

    world.repository.set(DIRECTORY, customer("Globex"));
    await readAgain();
    await readAgain();

    expect(customers(configuration)).toEqual(["Globex"]);
    expect(world.log.map(({ message }) => message)).toEqual(["configuration file reloaded"]);
  });

  it("an invalid version is refused with its place in the project, once, and the last good one stays, also over a restart", async () => {
    world.repository.set(DIRECTORY, customer("Acme"));
    const first = await world.start();
    await first.readAgain();
    world.repository.set(DIRECTORY, "customers: [{ nam: Globex }]\n");
    await first.readAgain();
    await first.readAgain();

    expect(customers(first.configuration)).toEqual(["Acme"]);
    expect(first.configuration.status().directory.map(describeProblem)[0]).toBe(
      "acme/escalations/.gitlab/escalations/directory.yml:1:13: customers[0].name: is missing; it must be text",
    );
    expect(world.log.filter(({ level }) => level === "error")).toHaveLength(1);

    const second = await world.start();
    expect(customers(second.configuration)).toEqual(["Acme"]);
    await second.readAgain();
    expect(customers(second.configuration)).toEqual(["Acme"]);
    expect(second.configuration.status().directory).toHaveLength(2);
  });

  it("invalid from the first: told, and the local file is used", async () => {
    world.repository.set(DIRECTORY, "customers: 5\n");

    const { configuration, readAgain } = await world.start();
    await readAgain();

    expect(customers(configuration)).toEqual(["Local"]);
    expect(configuration.status().directory).toHaveLength(1);
    expect(world.log[0]).toMatchObject({ level: "error", fields: { file: `${PROJECT}/${DIRECTORY}` } });
  });

  it("GitLab away: a start does not wait for it where a good version is kept; else the local files are used", async () => {
    world.gitlab = "down";
    expect(customers((await world.start()).configuration)).toEqual(["Local"]);
    expect(world.log).toMatchObject([{ level: "warn" }]);

    world.gitlab = "up";
    world.repository.set(DIRECTORY, customer("Acme"));
    world.repository.set(POLICY, "confidential: false\n");
    await (await world.start()).readAgain();
    world.gitlab = "down";
    world.asked = 0;
    const { configuration, readAgain } = await world.start();

    expect([customers(configuration), world.asked]).toEqual([["Acme"], 0]);
    await readAgain();
    expect([customers(configuration), configuration.current().policy.confidential]).toEqual([["Acme"], false]);
  });

  it("taken out of the project: the local file counts again, also after a restart", async () => {
    world.repository.set(DIRECTORY, customer("Acme"));
    const { configuration, readAgain } = await world.start();
    await readAgain();
    world.repository.delete(DIRECTORY);
    await readAgain();

    expect(customers(configuration)).toEqual(["Local"]);
    expect(customers((await world.start()).configuration)).toEqual(["Local"]);
  });

  it("a kept version that this version of the service cannot take any more is read afresh", async () => {
    world.facts.set("configuration/directory", JSON.stringify({ project: PROJECT, text: "customers: 5" }));
    world.repository.set(DIRECTORY, customer("Acme"));

    expect(customers((await world.start()).configuration)).toEqual(["Acme"]);
  });

  it("one kept of another project does not count", async () => {
    world.facts.set("configuration/directory", JSON.stringify({ project: "acme/old", text: customer("Old") }));

    expect(customers((await world.start()).configuration)).toEqual(["Local"]);
  });

  it("replicas take what one of them found good, without asking GitLab, and go on while the store is away", async () => {
    world.repository.set(DIRECTORY, customer("Acme"));
    const [one, other] = [await world.start({ isShared: true }), await world.start({ isShared: true })];
    await one.readAgain();
    world.repository.set(DIRECTORY, customer("Globex"));
    await one.readAgain();
    world.asked = 0;
    await other.configuration.reload();

    expect([customers(other.configuration), world.asked]).toEqual([["Globex"], 0]);

    world.store = "down";
    await other.configuration.reload();
    expect(other.configuration.status()).toEqual({ policy: [], directory: [] });
  });
});
