import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Directory } from "../../src/policy/directory.ts";
import { Policy } from "../../src/policy/policy.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";

const examples = new URL("../../../shared/examples/", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, examples), "utf8");

describe.skipIf(!existsSync(examples))("the reference examples", () => {
  it("of a policy has the shipped defaults, save for wording and links", () => {
    const { severities, links: _links, ...example } = readYaml("policy.yml", text("escalation-policy.yml"), Policy);
    const { severities: shipped, links: _placeholders, ...rest } = Policy.parse({});

    expect(example).toEqual(rest);
    for (const severity of ["critical", "high", "medium", "low"] as const) {
      expect({ ...severities[severity], meaning: "" }).toEqual({ ...shipped[severity], meaning: "" });
    }
  });

  it("of a directory is valid", () => {
    const directory = readYaml("directory.yml", text("directory.yml"), Directory);

    expect(directory.customers.map(({ name }) => name)).toEqual(["Acme Corp"]);
  });
});
