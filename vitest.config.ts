import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Real git, real hooks: a test may start a hundred processes on a busy machine.
    // They wait for processes more than they compute, so that every core gets a worker.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
