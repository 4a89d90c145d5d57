// `npm run kills`: kills, starves and disturbs every command that writes, and looks at what is left.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { WrongUsage } from "../support/options.js";
import { randomFrom } from "../support/random.js";
import { Broken, disturbMoment, disturbStep, prepare, prepareFolder } from "./disturb.js";
import { everyDisturbance } from "./every-step.js";
import { parseOptions, usage } from "./options.js";
import { scenarios } from "./scenarios.js";

/** @typedef {import("./disturb.js").Prepared} Prepared */
/** @typedef {() => Promise<void>} Case */

const cli = join(import.meta.dirname, "../../dist/cli.cjs");

try {
  await disturb(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

/** @param {ReturnType<typeof parseOptions>} options */
async function disturb({ count, seed, isEvery, names, isKept }) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "session-assoc-kills-")));
  process.on("SIGINT", () => process.exit(130));
  process.on("exit", () => {
    if (isKept) console.error(`The repositories are in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  prepareFolder(folder, cli);
  /** @type {Prepared[]} */
  const prepared = [];
  for (const name of names) {
    const scenario = scenarios[name];
    if (scenario !== undefined) prepared.push(await prepare(folder, name, scenario));
  }
  if (isEvery) {
    for (const one of prepared) {
      const every = everyDisturbance(one);
      const cases = every.map(
        ([at, how]) =>
          () =>
            disturbStep(one, at, how),
      );
      await runAll(`${one.name}: ${one.steps.length} steps`, cases);
    }
  }
  const random = randomFrom(seed);
  const moments = Array.from({ length: count }, (_, i) => {
    const one = /** @type {Prepared} */ (prepared[i % prepared.length]);
    const delay = Math.round(random() * one.run.ms * 1.2);
    return () => disturbMoment(one, delay, i % 3 === 2 ? "SIGINT" : "SIGKILL");
  });
  if (count > 0) await runAll(`random moments, seed ${seed}`, moments);
}

/** @param {string} what @param {readonly Case[]} cases */
async function runAll(what, cases) {
  const from = performance.now();
  let broken = 0;
  const waiting = [...cases];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await next();
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        console.error(error.message);
        broken++;
        process.exitCode = 1;
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  console.log(`${what}: ${cases.length} disturbed, ${broken} broken, ${seconds} s`);
}
