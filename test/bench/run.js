// `npm run bench`: how long commands take, as ratios to what git and Node take for the same.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WrongUsage } from "../support/options.js";
import { expectSame } from "./answers.js";
import { check, checkRev } from "./cases/check.js";
import { checkMerge } from "./cases/check-merge.js";
import { fix } from "./cases/fix.js";
import { instructions } from "./cases/instructions.js";
import { memory } from "./cases/memory.js";
import { merge } from "./cases/merge.js";
import { start } from "./cases/start.js";
import { knownTips } from "./known-tips.js";
import { parseOptions, usage } from "./options.js";
import { buildRepository } from "./repository.js";
import { stageIn, WrongAnswer } from "./stage.js";
import { countTable, growthTable, machine, memoryTable, ratioTable } from "./table.js";

/** @typedef {import("./repository.js").Repository} Repository */
/** @typedef {import("./table.js").Row} Row */
/** @typedef {ReturnType<typeof setUp>} Bench */

/** Those that stay on one branch stand together: checking out 100,000 files takes its time. @type {Readonly<Record<string, (bench: Bench) => Row[]>>} */
const cases = {
  ...{ start, "check-rev": checkRev, check },
  ...{ merge, "check-merge": checkMerge },
  ...{ fix, memory, instructions },
};

try {
  const options = parseOptions(process.argv.slice(2), Object.keys(cases));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "session-assoc-bench-")));
  // Also after Ctrl-C, which ends the command that runs as well.
  process.on("SIGINT", () => process.exit(130));
  process.on("exit", () => {
    if (options.keep) console.error(`The repositories are in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  const text = bench(options, folder);
  process.stdout.write(text);
  if (options.output !== undefined) writeFileSync(options.output, text);
} catch (error) {
  if (!(error instanceof WrongUsage) && !(error instanceof WrongAnswer)) throw error;
  const isUsage = error instanceof WrongUsage;
  console.error(isUsage ? `${error.message}\n\n${usage}` : `Wrong answer: ${error.message}`);
  process.exitCode = isUsage ? 2 : 1;
}

/** @param {ReturnType<typeof parseOptions>} options @param {string} folder @returns {string} Markdown */
function bench(options, folder) {
  const made = setUp(options, folder);
  /** @type {Row[]} */
  const rows = [];
  for (const name of options.chosen) {
    const from = performance.now();
    rows.push(...(cases[name]?.(made) ?? []));
    console.error(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  }
  const { stage, largest, smallest, growth, peaks, counts } = made;
  const tips = Object.entries(smallest.tips).map(([name, tip]) => `${name} ${tip.slice(0, 10)}`);
  const parts = [
    `${machine(stage.git(folder, "--version"))}; ${options.rounds} rounds. The repository of ${smallest.sessions.toLocaleString("en")} sessions: ${tips.join(", ")}.\n`,
    ...(rows.length > 0 ? [ratioTable(rows)] : []),
    ...(growth.length > 0 ? [growthTable(growth)] : []),
    ...(peaks.length > 0 ? [memoryTable(peaks, largest.sessions)] : []),
    ...(options.chosen.includes("instructions") ? [countTable(counts)] : []),
  ];
  return parts.join("\n");
}

/** The repositories, and where the cases put what is no ratio. @param {ReturnType<typeof parseOptions>} options @param {string} folder */
function setUp({ sizes, rounds, cli }, folder) {
  const stage = stageIn(folder, cli);
  const repositories = sizes.map(sessions => {
    const from = performance.now();
    const repository = buildRepository(stage, sessions);
    console.error(
      `${sessions} sessions built: ${((performance.now() - from) / 1000).toFixed(1)} s`,
    );
    const known = knownTips.get(sessions);
    if (known !== undefined) expectSame("The tips", repository.tips, known);
    return repository;
  });
  const [smallest, largest] = [repositories[0], repositories.at(-1)];
  if (smallest === undefined || largest === undefined) throw new Error("no sizes");
  return {
    ...{ stage, rounds, repositories, smallest, largest },
    growth: /** @type {import("./table.js").Growth[]} */ ([]),
    peaks: /** @type {import("./table.js").Peak[]} */ ([]),
    counts: /** @type {import("./table.js").Count[]} */ ([]),
  };
}
