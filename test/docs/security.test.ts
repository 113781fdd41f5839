import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { codeIn, readDocument } from "./documents.ts";

const TESTS = new Map(
  globSync("test/**/*.test.ts").map((path) => [path.replaceAll("\\", "/"), readFileSync(path, "utf8")]),
);
/** `test/webhook/authenticate.test.ts: a title, or the beginning of one`. */
const named = codeIn(readDocument("docs/security.md")).flatMap((code) => {
  const [, path, title] = /^(test\/\S+\.test\.ts)(?:: (.+))?$/.exec(code) ?? [];
  return path === undefined ? [] : [{ path, title }];
});

it("every test that docs/security.md names exists", () => {
  const missing = named.filter(({ path, title }) => !TESTS.get(path)?.includes(title ?? ""));

  expect(named.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});

it("every test of test/security is named there", () => {
  const paths = [...TESTS.keys()].filter((path) => path.startsWith("test/security/"));

  expect(paths.filter((path) => !named.some((one) => one.path === path))).toEqual([]);
});
