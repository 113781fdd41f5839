import { defineConfig } from "vitest/config";
import { closingLineReporter } from "./test/support/closing-line-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are the smallest machine the suite is meant for.
    maxWorkers: 2,
    testTimeout: 20_000,
    globalSetup: ["test/support/postgres-setup.ts"],
    reporters: ["default", closingLineReporter()],
  },
});
