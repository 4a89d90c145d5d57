import { readWords, WrongUsage, wholeNumber } from "../support/options.js";

export const usage = `Usage: npm run fuzz -- <fuzzer> [options]

  <fuzzer>          git: people at random in a repository; a case is what one of them does
                    histories: three known ways of working; a case is a merge
                    yaml: session and task files, and what is edited in them
                    yaml-repository: the same on disk, fixed by the command line

  --cases <n>       how many to try (10000)
  --seed <n>        which ones (1)
`;

/** @param {readonly string[]} words @param {readonly string[]} fuzzers the names that there are */
export function parseOptions(words, fuzzers) {
  const text = /** @type {const} */ ({ type: "string" });
  const { positionals, values } = readWords({
    args: [...words],
    allowPositionals: true,
    options: { cases: { ...text, default: "10000" }, seed: { ...text, default: "1" } },
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new WrongUsage("name one fuzzer");
  if (!fuzzers.includes(name)) throw new WrongUsage(`there is no fuzzer '${name}'`);
  return {
    name,
    cases: wholeNumber("--cases", values.cases, 1),
    seed: wholeNumber("--seed", values.seed, 0),
  };
}
