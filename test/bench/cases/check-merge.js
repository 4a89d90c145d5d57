import { expectSame, expectStatus, expectSummary, expectTree, treeDigest } from "../answers.js";
import { measure, quotient, sum } from "../measure.js";
import { changesOf, repairedAdditionsOf } from "../plan.js";

/** @typedef {import("../measure.js").Part} Part */
/** @typedef {import("../repository.js").Repository} Repository */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../table.js").Row} Row */

/** What a merge would leave behind, without making it. @param {Bench} bench @returns {Row[]} */
export function checkMerge({ stage, rounds, largest }) {
  const { top } = largest;
  largest.checkOut("migrates-50");
  largest.makeCold();
  stage.run(stage.tool("check"), { cwd: top });
  stage.run(checkOf(stage, "adds-20-clean"), { cwd: top });
  largest.saveCache();
  const times = measure(rounds, {
    warm: toolPart(stage, largest, () => largest.restoreCache()),
    cold: toolPart(stage, largest, () => largest.makeCold()),
    git: gitPart(stage, largest),
    node: { run: () => stage.run(stage.emptyNode), check: run => expectStatus("node", run, 0) },
  });
  const theirs = sum(times.git, times.node);
  /** @param {string} state @param {number[]} ours @returns {Row} */
  const row = (state, ours) => ({
    ...{ what: `\`check --merge\`, ${state}`, sessions: largest.sessions },
    ...{ against: "`git merge-tree --write-tree` plus `node -e 0`", ours, theirs },
    ratios: quotient(ours, theirs),
  });
  return [{ ...row("warm", times.warm), target: 2 }, row("cold", times.cold)];
}

/** @param {Stage} stage @param {string} branch */
const checkOf = (stage, branch) =>
  stage.tool("check", "--merge", branch, "--into", "migrates-50", "--format", "json");

/** @param {Stage} stage @param {Repository} repository @param {() => void} prepare @returns {Part} */
function toolPart(stage, { top, plan }, prepare) {
  const written = new Map(changesOf(plan, "adds-20"));
  const stale = [...repairedAdditionsOf(plan)].filter(([path, text]) => written.get(path) !== text);
  const files = stale.map(([path]) => path).sort();
  const expected = { sessions: plan.sessions + 10, tasks: plan.tasks, findings: files.length };
  return {
    prepare,
    run: () => stage.run(checkOf(stage, "adds-20"), { cwd: top }),
    check(outcome) {
      const json = expectSummary("check --merge", outcome, 1, { ...expected, fixed: 0 });
      const found = json.findings.map((/** @type {{ file: string }} */ { file }) => file);
      expectSame("check --merge: the stale sessions", found, files);
    },
  };
}

/** @param {Stage} stage @param {Repository} repository @returns {Part} */
function gitPart(stage, repository) {
  const { top, plan } = repository;
  const digest = treeDigest(plan, changesOf(plan, "migrates-50"), changesOf(plan, "adds-20"));
  const words = ["git", "merge-tree", "--write-tree", "migrates-50", "adds-20"];
  return {
    run: () => stage.run(words, { cwd: top }),
    check(outcome) {
      expectStatus("git merge-tree", outcome, 0);
      expectTree("git merge-tree", stage, repository, outcome.stdout.trim(), digest);
    },
  };
}
