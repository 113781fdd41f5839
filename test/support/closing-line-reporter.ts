import type { Reporter, TestModule } from "vitest/node";

/**
 * Says at the very end, on a line of its own, how it went: `N passed, N failed`. It is written as the process exits, so
 * that nothing comes after it, and it never says "0 failed" of a run that failed.
 */
export function closingLineReporter(): Reporter {
  let passed = 0;
  let failed = 0;
  return {
    onInit() {
      process.once("exit", (code) => {
        const other = code !== 0 && failed === 0 ? 1 : 0;
        process.stdout.write(`${passed} passed, ${failed + other} failed\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      passed = sum(modules, (module) => testsIn(module, "passed"));
      failed = sum(modules, failuresIn) + unhandledErrors.length;
    },
  };
}

/** A file that could not be loaded, or whose hooks failed, is a failure though none of its tests is. */
function failuresIn(module: TestModule): number {
  const failed = testsIn(module, "failed");
  return failed === 0 && module.state() === "failed" ? 1 : failed;
}

function testsIn(module: TestModule, state: "passed" | "failed"): number {
  return [...module.children.allTests(state)].length;
}

function sum(modules: readonly TestModule[], count: (module: TestModule) => number): number {
  return modules.reduce((total, module) => total + count(module), 0);
}
