import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      dependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** Licences that ask for no more than to be named. */
const PERMISSIVE = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Unlicense"];

const { packages } = Lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
const direct = Object.keys(packages[""]?.dependencies ?? {});
const production = Object.entries(packages).flatMap(([path, { version, license, dev, optional }]) => {
  const name = path.split("node_modules/").at(-1);
  return !name || dev || optional ? [] : [{ name, version, license, isDirect: direct.includes(name) }];
});

/** After a change of dependencies: `npx vitest run test/docs/dependencies.test.ts --update`. */
it("docs/dependencies.md lists what the service runs on, with its licences", async () => {
  const rows = [...new Map(production.map((one) => [`${one.name} ${one.version}`, one])).values()]
    .toSorted((a, b) => Number(b.isDirect) - Number(a.isDirect) || (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, isDirect }) => `| ${name} | ${version} | ${license} | ${isDirect ? "yes" : ""} |`);
  const text = [
    "# Dependencies",
    "",
    "What is installed with the service (`npm ci --omit=dev`), from `package-lock.json`. A test keeps this page true, and the",
    "licences to those that ask for no more than to be named. `npm audit --omit=dev` says whether one of them has a known hole.",
    "",
    "| package | version | licence | used directly |",
    "| ------- | ------- | ------- | ------------- |",
    ...rows,
    "",
  ];

  await expect(text.join("\n")).toMatchFileSnapshot("../../docs/dependencies.md");
});

it("every licence is a permissive one", () => {
  const others = production.filter(({ license }) => !PERMISSIVE.includes(license ?? ""));

  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});
