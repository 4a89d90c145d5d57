import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Real git, real hooks: a test may start a hundred processes on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
