import fc from "fast-check";

/** Tries cases, the same ones for the same seed, until one goes wrong. */
export type Fuzzer = (order: Order) => Promise<Outcome>;

export interface Order {
  readonly cases: number;
  readonly seed: number;
  /** Told now and then how far it is. */
  readonly say: (line: string) => void;
}

export interface Outcome {
  /** What the cases were, and how many of each: a run that tried nothing must not look well. */
  readonly covered: Readonly<Record<string, number>>;
  /** The smallest case that was found to go wrong, and how. */
  readonly failure?: string;
}

/** Counts what cases were. */
export function count(covered: Record<string, number>, what: string, times = 1): void {
  covered[what] = (covered[what] ?? 0) + times;
}

/** How many cases are tried between two words about it. */
const saidEvery = 5_000;

/**
 * Tries cases made by fast-check.
 * @param judge throws where something is wrong; takes note of what a case was in `covered`
 */
export async function tryCases<T>(
  arbitrary: fc.Arbitrary<T>,
  judge: (one: T) => void | Promise<void>,
  covered: Outcome["covered"],
  { cases, seed, say }: Order,
): Promise<Outcome> {
  let tried = 0;
  const property = fc.asyncProperty(arbitrary, async one => {
    tried++;
    if (tried % saidEvery === 0 && tried < cases) say(`${tried} of ${cases}`);
    await judge(one);
  });
  const details = await fc.check(property, { numRuns: cases, seed });
  if (!details.failed) return { covered };
  const error = details.errorInstance;
  const how = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { covered, failure: `${await fc.asyncDefaultReportMessage(details)}\n${how}` };
}
