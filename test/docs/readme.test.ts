import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { SETTING_NAMES } from "../../src/settings.ts";
import { blocksIn, firstColumn, readDocument } from "./documents.ts";

const readme = readDocument("README.md");

it("lists every setting, and only those", () => {
  expect(firstColumn(readme, "Settings")).toEqual(SETTING_NAMES);
});

it("shows the two commands that it begins with", () => {
  const opening = blocksIn(readme, "sh");

  expect(opening.slice(0, 2)).toEqual(["npm ci && npm run sandbox", "npm ci && npm test"]);
});

it("shows the policy as it is shipped", () => {
  const [excerpt] = blocksIn(readme, "yaml");

  expect(parse(readFileSync("policy/escalation-policy.yml", "utf8"))).toMatchObject(parse(excerpt ?? ""));
});

it("shows boxes that the template has", () => {
  const [example = ""] = blocksIn(readme, "markdown");
  const template = readFileSync("issue_templates/Account escalation.md", "utf8");
  const lines = example.split("\n").filter((line) => /^(## |- \[x\])/.test(line));

  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !template.includes(line.replace("[x]", "[ ]")))).toEqual([]);
});
