import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { Directory } from "../../src/policy/directory.ts";
import { jsonSchemaOf } from "../../src/policy/json-schema.ts";
import { Policy } from "../../src/policy/policy.ts";

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const FILES = [
  {
    schema: "policy/escalation-policy.schema.json",
    shipped: "policy/escalation-policy.yml",
    title: "Escalation policy",
    zod: Policy,
  },
  {
    schema: "policy/directory.schema.json",
    shipped: "directory.example.yml",
    title: "Escalation directory",
    zod: Directory,
  },
] satisfies { schema: string; shipped: string; title: string; zod: z.ZodType }[];

/** After a change of the schemas or of the comments in the shipped files: `npx vitest run test/policy/json-schema.test.ts --update`. */
it.each(FILES)(
  "$schema is made of what validates the file, and of its comments",
  async ({ schema, shipped, title, zod }) => {
    const made = jsonSchemaOf(zod, { title, commented: text(shipped) });

    await expect(`${formatted(made)}\n`).toMatchFileSnapshot(`../../${schema}`);
  },
);

it.each([
  ["policy/escalation-policy.yml", "policy/escalation-policy.schema.json"],
  ["policy/csm-where-assigned.yml", "policy/escalation-policy.schema.json"],
  ["directory.example.yml", "policy/directory.schema.json"],
])("%s names its schema, and editors that take it accept the file", (path, schema) => {
  const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text(path))?.[1] ?? "";

  expect(new URL(named, `file:///${path}`).pathname).toBe(`/${schema}`);
  expect(complaints(schema, text(path))).toEqual([]);
});

const policy = (yaml: string) => complaints("policy/escalation-policy.schema.json", yaml);
const directory = (yaml: string) => complaints("policy/directory.schema.json", yaml);

describe("the policy's JSON Schema", () => {
  it.each([
    ["a file that names nothing", "{}"],
    ["one value for a list", "dri: { rules: [{ when: { severity: critical, has: csm }, role: csm }, { role: csm }] }"],
    ["no updates", "severities: { low: { internal_update: none } }"],
    ["a channel's name with #", "announcements: { channel: '#escalated_customers' }"],
    ["spans, times and days", "working_time: { hours: '08:00-24:00', holidays: ['2026-12-25'], days: [sun] }"],
  ])("accepts %s, as the service does", (_, yaml) => {
    expect(policy(yaml)).toEqual([]);
    expect(Policy.safeParse(parse(yaml)).success).toBe(true);
  });

  it.each([
    ["a misspelled key", "confidentail: true"],
    ["one further in", "severities: { high: { internal_update: { evry: P1D } } }"],
    ["one in a list", "opening_steps: [{ id: channel, by: service, witin: PT0S }]"],
    ["a word that is none", "dri: { rules: [{ role: cms }] }"],
    ["one of a list in place of a word", "dri: { rules: [{ when: { severity: [critical, hgh] }, role: csm }] }"],
    ["another kind of value", "confidential: perhaps"],
    ["an empty list of conditions", "dri: { rules: [{ when: { severity: [] }, role: csm }] }"],
  ])("refuses %s, as the service does", (_, yaml) => {
    expect(policy(yaml)).not.toEqual([]);
    expect(Policy.safeParse(parse(yaml)).success).toBe(false);
  });
});

describe("the directory's JSON Schema", () => {
  it.each([
    [
      "people and customers of whom only the name is known",
      "people: { cathy: { name: Cathy } }\ncustomers: [{ name: Acme Corp }]",
    ],
    ["values left for later", "customers:\n  - name: Acme Corp\n    csm:\n    region:\nregions:\nsupport:\n"],
    ["usernames with @", "customers: [{ name: Acme Corp, csm: '@cathy' }]"],
  ])("accepts %s, as the service does", (_, yaml) => {
    expect(directory(yaml)).toEqual([]);
    expect(Directory.safeParse(parse(yaml)).success).toBe(true);
  });

  it.each([
    ["a misspelled key", "custommers: []"],
    ["one of a customer", "customers: [{ name: Acme Corp, cms: cathy }]"],
    ["a customer without a name", "customers: [{ csm: cathy }]"],
    ["a name left empty", "people: { cathy: { name: } }"],
    ["a role that is none", "people: { cathy: { name: Cathy, roles: [boss] } }"],
  ])("refuses %s, as the service does", (_, yaml) => {
    expect(directory(yaml)).not.toEqual([]);
    expect(Directory.safeParse(parse(yaml)).success).toBe(false);
  });
});

it("editors show the words that stand beside a key in the shipped file", () => {
  const schema = text("policy/escalation-policy.schema.json");

  expect(schema).toContain('"description": "Who may command the service');
  expect(schema).toContain(
    '"description": "the DRI is reminded at this local time of a day on which an update is still owed"',
  );
  expect(text("policy/directory.schema.json")).toContain('"description": "Left out: the region\'s first."');
});

const compiled = new Map<string, ReturnType<Ajv["compile"]>>();

function complaints(schema: string, yaml: string): unknown[] {
  const validate =
    compiled.get(schema) ?? new Ajv({ allErrors: true, validateFormats: false }).compile(JSON.parse(text(schema)));
  compiled.set(schema, validate);
  return validate(parse(yaml)) ? [] : (validate.errors ?? []);
}

/** As the formatter of this project writes JSON: lists on one line where they fit. */
function formatted(value: unknown, indent = "", before = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const members = isList
    ? value.map((one) => formatted(one, inner))
    : Object.entries(value).map(([key, one]) => {
        const name = `${JSON.stringify(key)}: `;
        return `${name}${formatted(one, inner, name.length)}`;
      });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (members.length === 0) return `${open}${close}`;
  const line = `${open}${members.join(", ")}${close}`;
  const fits = indent.length + before + line.length + 1 <= 120;
  if (isList && fits && !line.includes("\n")) return line;
  return `${open}\n${members.map((one) => `${inner}${one}`).join(",\n")}\n${indent}${close}`;
}
