import { expect, test, vi } from "vitest";
import { RandomStory } from "../fuzz/git/random-story.ts";
import { enter } from "../support/catalogued.ts";
import { createRepository } from "../support/repository.ts";
import { storyHooks } from "../witness/story.ts";

// `npm run fuzz -- git` tells longer ones, and more.
test.each([
  ["of few files", 1],
  ["of few files", 2],
  ["with a catalog", 3],
] as const)(
  "every session means what it meant when it was written, in a repository %s: seed %i",
  {
    timeout: 0,
  },
  async (what, seed) => {
    const repository = createRepository({}, { hooks: storyHooks });
    if (what === "with a catalog") enter(repository, 1);
    else
      for (const [name, value] of Object.entries(repository.environment)) vi.stubEnv(name, value);
    const random = new RandomStory(repository, seed);
    await random.tell(30);
    expect(random.story.counts["states judged"]).toBeGreaterThan(20);
  },
);
