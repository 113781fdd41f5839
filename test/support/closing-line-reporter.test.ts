import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, it } from "vitest";

const reporter = JSON.stringify(resolve("test/support/closing-line-reporter.ts"));
let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  { of: "tests that pass", test: 'it("a", () => {}); it.skip("b", () => {});', line: "1 passed, 0 failed", exit: 0 },
  {
    of: "a test that fails",
    test: 'it("a", () => {}); it("b", () => expect(1).toBe(2));',
    line: "1 passed, 1 failed",
    exit: 1,
  },
  { of: "a file that cannot be loaded", test: 'import "./missing.ts";', line: "0 passed, 1 failed", exit: 1 },
  {
    of: "a setup that fails",
    test: 'it("a", () => {});',
    setup: "throw new Error();",
    line: "0 passed, 1 failed",
    exit: 1,
  },
])("the last line of a run with $of is '$line'", ({ test, setup = "", line, exit }) => {
  folder = mkdtempSync(join(tmpdir(), "closing-line-"));
  writeFileSync(join(folder, "one.test.ts"), test);
  writeFileSync(join(folder, "setup.ts"), `export function setup() { ${setup} }`);
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { closingLineReporter } from ${reporter};
     export default { test: { globals: true, globalSetup: "setup.ts", reporters: ["default", closingLineReporter()] } };`,
  );

  const run = spawnSync(process.execPath, [resolve("node_modules/vitest/vitest.mjs"), "run"], {
    cwd: folder,
    encoding: "utf8",
  });

  expect(run.stdout.trimEnd().split("\n").at(-1)).toBe(line);
  expect(run.status).toBe(exit);
});
