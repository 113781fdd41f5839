import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { TEMPLATE_FIELDS } from "../../src/policy/terms.ts";
import { SECRET_NAMES } from "../../src/settings-source.ts";
import { codeIn, type Document, firstColumn, readDocument, sectionOf } from "./documents.ts";

const reference = readDocument("docs/reference.md");
const operating = readDocument("docs/operating.md");
const sources = globSync("src/{web,webhook}/*.ts").map((path) => readFileSync(path, "utf8"));

it("lists every label of labels/, and only those", async () => {
  const labels = await readLabelFiles("labels");

  expect(firstColumn(reference, "Labels").toSorted()).toEqual(labels.map(({ name }) => name).toSorted());
});

it("lists the template's headings in their order", () => {
  const headings = codeIn({ ...reference, nodes: sectionOf(reference, "Template") }).filter((code) =>
    isOneOf(code, TEMPLATE_FIELDS),
  );

  expect(headings).toEqual([...TEMPLATE_FIELDS]);
});

it("lists the settings that can be given as files", () => {
  const names = codeIn({ ...reference, nodes: sectionOf(reference, "Settings") }).filter((code) =>
    isOneOf(code, SECRET_NAMES),
  );

  expect([...new Set(names)].toSorted()).toEqual(SECRET_NAMES.toSorted());
});

it("lists every route, and only those", () => {
  const served = sources.flatMap((text) =>
    [...text.matchAll(/router\.(?:get|post|all)\("([^"]+)"/g)].map(([, route]) => route),
  );

  expect([...routesIn(reference)].toSorted()).toEqual(served.toSorted());
});

it.each(["README.md", "docs/operating.md"])("%s names no other routes", (path) => {
  const known = routesIn(reference);

  expect([...routesIn(readDocument(path))].filter((route) => !known.has(route))).toEqual([]);
});

it("lists messages that are logged", () => {
  const code = globSync("src/**/*.ts", { exclude: ["src/sandbox/**"] })
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const messages = firstColumn(operating, "Logs").filter((code) => code.includes(" "));

  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !code.includes(`"${message}"`))).toEqual([]);
});

it("logs the same thing under the same name everywhere: every field is explained", () => {
  const files = globSync("src/**/*.ts", { exclude: ["src/sandbox/**"] }).map((path) => readFileSync(path, "utf8"));
  const literals = files.flatMap((text) => [
    ...text.matchAll(/\blog\.(?:info|warn|error)\(\s*\{([^{}]*)\}/g),
    // Gathered before, for several lines.
    ...(text.includes("log.") ? text.matchAll(/\bfields = \{([^{}]*)\}/g) : []),
  ]);
  const fields = literals.flatMap(([, literal = ""]) =>
    [...literal.trim().matchAll(/(?:^|,)\s*([a-z_]+)\s*(?=[:,]|$)/g)].flatMap(([, name]) => name ?? []),
  );

  expect(fields.length).toBeGreaterThan(50);
  expect([...new Set(fields)].filter((name) => !firstColumn(operating, "Logs").includes(name))).toEqual([]);
});

function routesIn(document: Document): Set<string> {
  return new Set(codeIn(document).flatMap((code) => /^(?:GET|POST) (\/\S*)$/.exec(code)?.[1] ?? []));
}

function isOneOf(text: string, names: readonly string[]): boolean {
  return names.includes(text);
}
