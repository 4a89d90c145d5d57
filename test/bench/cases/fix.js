import { expectRepaired, expectStatus, expectSummary } from "../answers.js";
import { measure, quotient } from "../measure.js";
import { leftBehind, repairsOf } from "../plan.js";

/** @typedef {import("../measure.js").Part} Part */
/** @typedef {import("../repository.js").Repository} Repository */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../table.js").Row} Row */

/** Rewriting one session in ten. @param {Bench} bench @returns {Row[]} */
export function fix({ stage, rounds, largest }) {
  largest.checkOut("migrates-5000");
  const stale = [...repairsOf(largest.plan)].length;
  const times = measure(rounds, {
    cold: fixPart(stage, largest, stale, () => largest.makeCold()),
    warm: fixPart(stage, largest, stale, () => {
      stage.run(stage.tool("check"), { cwd: largest.top });
    }),
    sed: sedPart(stage, largest),
  });
  const what = `\`fix\` of ${stale.toLocaleString("en")} stale sessions`;
  /** @param {string} state @param {number[]} ours @returns {Row} */
  const row = (state, ours) => ({
    ...{ what: `${what}, ${state}`, sessions: largest.sessions, target: 1.5 },
    ...{ against: "`git grep -l` and one `sed -i`", ours, theirs: times.sed },
    ratios: quotient(ours, times.sed),
  });
  return [row("cold", times.cold), row("warm", times.warm)];
}

/** @param {Stage} stage @param {Repository} repository @param {number} stale @param {() => void} prepare @returns {Part} */
function fixPart(stage, repository, stale, prepare) {
  const { sessions, tasks } = repository.plan;
  const expected = { sessions, tasks, findings: 0, fixed: stale };
  const words = stage.tool("fix", "--format", "json");
  return {
    prepare() {
      startAgain(repository);
      prepare();
    },
    run: () => stage.run(words, { cwd: repository.top }),
    check(outcome) {
      expectSummary("fix", outcome, 0, expected);
      expectRepaired("fix", stage, repository);
    },
  };
}

/**
 * What somebody who knows their tools types: one search for all IDs, and a script that leaves a file's
 * other lines alone and a line after its first hit (without these two sed takes ten times as long).
 * @param {Stage} stage @param {Repository} repository @returns {Part}
 */
function sedPart(stage, repository) {
  const tasks = leftBehind(repository.plan);
  const pattern = stage.write("stale.txt", `^taskId: md#(${tasks.join("|")})$\n`);
  const commands = tasks.map(task => `s/^taskId: md#${task}$/taskId: mt#${task}/\nt\n`);
  const script = stage.write("stale.sed", `/^taskId: md#/!b\n${commands.join("")}`);
  // BSD's sed wants the ending of its backups said.
  const inPlace = process.platform === "darwin" ? "-i ''" : "-i";
  const line = `git grep -l -z -E -f "$1" -- sessions | xargs -0 sed ${inPlace} -f "$2"`;
  const words = ["sh", "-c", line, "sh", pattern, script];
  return {
    prepare: () => startAgain(repository),
    run: () => stage.run(words, { cwd: repository.top }),
    check(outcome) {
      expectStatus("git grep and sed", outcome, 0);
      expectRepaired("git grep and sed", stage, repository);
    },
  };
}

/** @param {Repository} repository */
function startAgain(repository) {
  repository.reset();
  repository.settle();
}
