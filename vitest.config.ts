import { defineConfig } from "vitest/config";
import { closingLineReporter } from "./test/support/closing-line-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are the smallest machine the suite is meant for; a third worker has them while the others wait.
    maxWorkers: 3,
    // What files import is loaded once: it keeps no state of its own, which the order of the files would show.
    isolate: false,
    testTimeout: 20_000,
    globalSetup: ["test/support/postgres-setup.ts"],
    reporters: ["default", closingLineReporter()],
  },
});
