import { histories } from "../histories/histories.ts";
import { Workshop } from "../histories/workshop.ts";
import { count, type Fuzzer } from "./fuzzer.ts";
import { inSandbox } from "./in-sandbox.ts";

/** The known ways of working, with a share of the merges each. */
export const fuzz: Fuzzer = async ({ cases, seed, say }) => {
  const covered: Record<string, number> = {};
  const all = Object.entries(histories);
  for (const [name, history] of all) {
    const failure = await inSandbox(async repository => {
      const shop = new Workshop(repository, seed);
      try {
        await history(shop, Math.ceil(cases / all.length));
        say(`${name}: ${shop.merges} merges`);
        return undefined;
      } catch (error) {
        return `${name}, seed ${seed}\n${(error as Error).stack}`;
      } finally {
        count(covered, `merges of ${name}`, shop.merges);
        for (const [what, times] of Object.entries(shop.story.counts)) count(covered, what, times);
      }
    });
    if (failure !== undefined) return { covered, failure };
  }
  return { covered };
};
