import { readWords, WrongUsage, wholeNumber } from "../support/options.js";
import { scenarios } from "./scenarios.js";

export const usage = `Usage: npm run kills -- [options]

  --count <n>       how many random moments to kill or interrupt at (100)
  --seed <n>        which ones (1)
  --every           before that, every step that changes something: killed before, within and after it,
                    interrupted, failing, and with somebody else who changes or removes a file just then
  --only <names>    some of: ${Object.keys(scenarios).join(", ")}
  --keep            leave the repositories of cases that went wrong where they are
`;

/** @param {readonly string[]} words */
export function parseOptions(words) {
  const text = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  const { values } = readWords({
    args: [...words],
    options: {
      ...{ count: { ...text, default: "100" }, seed: { ...text, default: "1" } },
      ...{ every: flag, only: text, keep: flag },
    },
  });
  const { count, seed, every, only, keep } = values;
  const names = only?.split(",").map(name => name.trim()) ?? Object.keys(scenarios);
  const unknown = names.find(name => scenarios[name] === undefined);
  if (unknown !== undefined) throw new WrongUsage(`there is no '${unknown}' to disturb`);
  return {
    names,
    count: wholeNumber("--count", count, 0),
    seed: wholeNumber("--seed", seed, 0),
    isEvery: every,
    isKept: keep,
  };
}
