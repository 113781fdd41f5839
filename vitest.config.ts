import { existsSync, statfsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { closingLineReporter } from "./test/support/closing-line-reporter.ts";

// A thousand stores that each wait for the disk: in memory, where there is plenty of it, they wait for nothing.
const MEMORY = "/dev/shm";
if (process.env["TMPDIR"] === undefined && hasRoom(MEMORY)) process.env["TMPDIR"] = MEMORY;

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 4 * 1024 ** 3;
}

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
