import { expect, vi } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { createRepository } from "../support/repository.ts";
import { storyHooks } from "../witness/story.ts";
import { histories } from "./histories.ts";
import { Workshop } from "./workshop.ts";

// `npm run fuzz -- histories` tells them with hundreds of merges each.
testSinceGit(38).each(Object.entries(histories))(
  "%s: every session follows its task",
  {
    timeout: 0,
  },
  async (_, history) => {
    const repository = createRepository({}, { hooks: storyHooks });
    for (const [name, value] of Object.entries(repository.environment)) vi.stubEnv(name, value);
    const shop = new Workshop(repository, 1);
    await history(shop, 12);
    expect(shop.merges).toBeGreaterThanOrEqual(12);
    expect(shop.story.counts["IDs rewritten"]).toBeGreaterThan(0);
  },
);
