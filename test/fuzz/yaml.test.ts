import { describe, expect, test } from "vitest";
import { fuzz } from "./yaml.ts";
import { fuzz as fuzzRepository } from "./yaml-repository.ts";

/** A few of what `npm run fuzz` tries; a long run has other seeds. */
const say = (): void => {};

describe("session and task files in all the ways that YAML has", () => {
  test("only what is to be rewritten is, and what cannot be read is left alone", async () => {
    const { covered, failure } = await fuzz({ cases: 1000, seed: 20261126, say });
    expect(failure).toBeUndefined();
    // Else this would say nothing.
    for (const what of [
      "fix: rewritten",
      "fix: nothing stale",
      "fix: invalid, left alone and reported",
      "update: moved",
      "migrate: done",
    ]) {
      expect(covered[what], what).toBeGreaterThan(15);
    }
  });

  test("the same holds on disk, where the command line fixes all at once", async () => {
    const { covered, failure } = await fuzzRepository({ cases: 60, seed: 20261126, say });
    expect(failure).toBeUndefined();
    expect(covered.rewritten).toBeGreaterThan(10);
    expect(covered["invalid, left alone and reported"]).toBeGreaterThan(10);
  });
});
