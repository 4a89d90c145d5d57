import { rmSync } from "node:fs";
import { histories } from "../histories/histories.ts";
import { Workshop } from "../histories/workshop.ts";
import { openSandbox, repositoryIn } from "../support/test-repository.ts";
import { storyHooks } from "../witness/story.ts";
import type { Fuzzer } from "./fuzzer.ts";

/** The known ways of working, with a share of the merges each. */
export const fuzz: Fuzzer = async ({ cases, seed, say }) => {
  const covered: Record<string, number> = {};
  const all = Object.entries(histories);
  for (const [name, history] of all) {
    const sandbox = openSandbox();
    // The tool runs in this process, too.
    Object.assign(process.env, sandbox.environment);
    const shop = new Workshop(repositoryIn(sandbox, {}, { hooks: storyHooks }), seed);
    try {
      await history(shop, Math.ceil(cases / all.length));
    } catch (error) {
      return { covered, failure: `${name}, seed ${seed}\n${(error as Error).stack}` };
    } finally {
      covered[`merges of ${name}`] = shop.merges;
      for (const [what, count] of Object.entries(shop.story.counts)) {
        covered[what] = (covered[what] ?? 0) + count;
      }
      rmSync(sandbox.path, { recursive: true, force: true });
    }
    say(`${name}: ${shop.merges} merges`);
  }
  return { covered };
};
