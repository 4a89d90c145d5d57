// `npm run fuzz -- <fuzzer>`: a long search for cases that go wrong; the same seed finds the same.
import { register } from "node:module";
import { WrongUsage } from "../support/options.js";
import { parseOptions, usage } from "./options.js";

register("./load-typescript.js", import.meta.url);

/** One file each. @type {Readonly<Record<string, () => Promise<{ fuzz: import("./fuzzer.ts").Fuzzer }>>>} */
const fuzzers = {
  git: () => import("./git.ts"),
  histories: () => import("./histories.ts"),
  yaml: () => import("./yaml.ts"),
  "yaml-repository": () => import("./yaml-repository.ts"),
};

try {
  const { name, cases, seed } = parseOptions(process.argv.slice(2), Object.keys(fuzzers));
  const from = performance.now();
  const { fuzz } = await /** @type {NonNullable<fuzzers[string]>} */ (fuzzers[name])();
  const { covered, failure } = await fuzz({ cases, seed, say: console.error });
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  console.log(`${name}: ${cases.toLocaleString("en")} cases, seed ${seed}, ${seconds} s`);
  for (const [what, count] of Object.entries(covered)) {
    console.log(`${count.toLocaleString("en").padStart(12)}  ${what}`);
  }
  if (failure !== undefined) {
    console.error(failure);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
