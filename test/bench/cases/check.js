import { expectCounts, expectSummary } from "../answers.js";
import { measure, median, quotient } from "../measure.js";

/** @typedef {import("../measure.js").Part} Part */
/** @typedef {import("../repository.js").Repository} Repository */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../table.js").Row} Row */

/** A whole commit, of which nothing is known. @param {Bench} bench @returns {Row[]} */
export function checkRev({ stage, rounds, largest }) {
  largest.checkOut("main");
  const times = measure(rounds, {
    tool: checkPart(stage, largest, ["--rev", "HEAD"], () => largest.makeCold()),
    grep: grepPart(stage, largest),
  });
  return [{ ...rowOf("`check --rev HEAD`, cold", largest, times.tool, times.grep), target: 2 }];
}

/** The working tree, cold and warm, at each size. @param {Bench} bench @returns {Row[]} */
export function check(bench) {
  const { stage, rounds, repositories, largest, growth } = bench;
  /** @type {Row[]} */
  const rows = [];
  for (const repository of repositories) {
    repository.checkOut("main");
    const grep = grepPart(stage, repository);
    const makeCold = () => repository.makeCold();
    const cold = measure(rounds, { tool: checkPart(stage, repository, [], makeCold), grep });
    // The round that is not counted leaves it warm.
    const warm = measure(rounds, { tool: checkPart(stage, repository, []), grep });
    growth.push({
      ...{ sessions: repository.sessions, cold: median(cold.tool), warm: median(warm.tool) },
      grep: median([...cold.grep, ...warm.grep]),
    });
    if (repository !== largest) continue;
    rows.push({ ...rowOf("`check`, warm", repository, warm.tool, warm.grep), target: 0.8 });
    rows.push(rowOf("`check`, cold", repository, cold.tool, cold.grep));
  }
  return rows;
}

/** @param {string} what @param {Repository} repository @param {number[]} ours @param {number[]} theirs @returns {Row} */
function rowOf(what, { sessions }, ours, theirs) {
  const against = "`git grep -c -E '^taskId:' HEAD`";
  return { what, sessions, against, ours, theirs, ratios: quotient(ours, theirs) };
}

/** @param {Stage} stage @param {Repository} repository @param {string[]} options @param {() => void} [prepare] @returns {Part} */
function checkPart(stage, { top, plan }, options, prepare = () => {}) {
  const words = stage.tool("check", ...options, "--format", "json");
  const expected = { sessions: plan.sessions, tasks: plan.tasks, findings: 0, fixed: 0 };
  return {
    prepare,
    run: () => stage.run(words, { cwd: top }),
    check: outcome => expectSummary(["check", ...options].join(" "), outcome, 0, expected),
  };
}

/** @param {Stage} stage @param {Repository} repository @returns {Part} */
function grepPart(stage, { top, plan }) {
  return {
    run: () => stage.run(["git", "grep", "-c", "-E", "^taskId:", "HEAD"], { cwd: top }),
    check: outcome => expectCounts(outcome, plan),
  };
}
