import { resolve } from "node:path";
import { readWords, WrongUsage, wholeNumber } from "../support/options.js";

export const usage = `Usage: npm run bench -- [options]

  --sizes <n,…>     numbers of sessions, 100 or more (1000,10000,100000)
  --rounds <n>      how often each pair is measured (5)
  --only <case,…>   start, check-rev, check, merge, check-merge, fix, memory, instructions
  --output <file>   writes the Markdown there, too
  --cli <file>      measures this build of the command line (dist/cli.cjs)
  --keep            leaves the repositories where they are, and says where
`;

/** @param {readonly string[]} words @param {readonly string[]} cases the names that there are */
export function parseOptions(words, cases) {
  const text = /** @type {const} */ ({ type: "string" });
  const { values } = readWords({
    args: [...words],
    options: {
      sizes: { ...text, default: "1000,10000,100000" },
      rounds: { ...text, default: "5" },
      ...{ only: text, output: text },
      cli: { ...text, default: resolve(import.meta.dirname, "../../dist/cli.cjs") },
      keep: { type: "boolean", default: false },
    },
  });
  const { sizes, rounds, only, output, cli, keep } = values;
  const chosen = only === undefined ? cases : only.split(",");
  const unknown = chosen.find(name => !cases.includes(name));
  if (unknown !== undefined) throw new WrongUsage(`there is no case '${unknown}'`);
  return {
    sizes: [...new Set(sizes.split(",").map(word => wholeNumber("--sizes", word, 100)))].sort(
      (a, b) => a - b,
    ),
    ...{ rounds: wholeNumber("--rounds", rounds, 1), chosen, keep },
    output: output === undefined ? undefined : resolve(output),
    cli: resolve(cli),
  };
}
