import { limits } from "../../src/limits.ts";
import { count, type Fuzzer, type Outcome } from "./fuzzer.ts";
import { RandomStory } from "./git/random-story.ts";
import { inSandbox } from "./in-sandbox.ts";

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

function tellStory(
  seed: number,
  steps: number,
  covered: Record<string, number>,
): Promise<Outcome["failure"]> {
  return inSandbox(async repository => {
    const random = new RandomStory(repository, seed);
    try {
      await random.tell(steps);
      return undefined;
    } catch (error) {
      return `npm run fuzz -- git --cases ${steps} --seed ${seed}\n${(error as Error).stack}`;
    } finally {
      for (const [what, times] of Object.entries(random.story.counts)) count(covered, what, times);
    }
  });
}
