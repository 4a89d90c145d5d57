import { rmSync } from "node:fs";
import { limits } from "../../src/limits.ts";
import { openSandbox, repositoryIn } from "../support/test-repository.ts";
import { storyHooks } from "../witness/story.ts";
import type { Fuzzer, Outcome } from "./fuzzer.ts";
import { RandomStory } from "./git/random-story.ts";

const stepsOfStory = 40;

const changeable: { -readonly [K in keyof typeof limits]: number } = limits;
const { cataloguedFiles } = limits;

/**
 * Stories of random steps, each with a seed of its own: the first one's is the given one. In every
 * second one what is asked in this process is answered by catalogs.
 */
export const fuzz: Fuzzer = async ({ cases, seed, say }) => {
  const covered: Record<string, number> = {};
  for (let told = 0; told < cases; told += stepsOfStory) {
    const own = seed + told / stepsOfStory;
    const steps = Math.min(stepsOfStory, cases - told);
    changeable.cataloguedFiles = own % 2 === 0 ? 1 : cataloguedFiles;
    const failure = await tellStory(own, steps, covered);
    if (failure !== undefined) return { covered, failure };
    say(`${told + steps} of ${cases}`);
  }
  return { covered };
};

async function tellStory(
  seed: number,
  steps: number,
  covered: Record<string, number>,
): Promise<Outcome["failure"]> {
  const sandbox = openSandbox();
  // The tool runs in this process, too.
  Object.assign(process.env, sandbox.environment);
  const random = new RandomStory(repositoryIn(sandbox, {}, { hooks: storyHooks }), seed);
  try {
    await random.tell(steps);
    return undefined;
  } catch (error) {
    return `npm run fuzz -- git --cases ${steps} --seed ${seed}\n${(error as Error).stack}`;
  } finally {
    for (const [what, count] of Object.entries(random.story.counts)) {
      covered[what] = (covered[what] ?? 0) + count;
    }
    rmSync(sandbox.path, { recursive: true, force: true });
  }
}
