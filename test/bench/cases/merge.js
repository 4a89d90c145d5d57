import { expectSame, expectStatus, expectTree, treeDigest } from "../answers.js";
import { difference, measure, quotient } from "../measure.js";
import { changesOf, repairedAdditionsOf } from "../plan.js";

/** @typedef {import("../measure.js").Part} Part */
/** @typedef {import("../repository.js").Repository} Repository */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../table.js").Row} Row */

const variants = [
  { branch: "adds-20", other: "adds-20-clean", is: "stale IDs rewritten" },
  { branch: "adds-20-clean", other: "adds-20", is: "nothing stale" },
];

/** What the hooks add to a merge of 20 sessions into a branch that moved 50 tasks. @param {Bench} bench @returns {Row[]} */
export function merge(bench) {
  return variants.flatMap(variant => rowsOf(bench, variant));
}

/** @param {Bench} bench @param {typeof variants[number]} variant @returns {Row[]} */
function rowsOf({ stage, rounds, smallest, largest }, { branch, other, is }) {
  const few = partsOf(stage, smallest, branch, other);
  const many = smallest === largest ? undefined : partsOf(stage, largest, branch, other);
  const { node, ...times } = measure(rounds, {
    ...{ withFew: few.hooked, withoutFew: few.bare, coldFew: few.cold },
    ...(many && { withMany: many.hooked, withoutMany: many.bare, coldMany: many.cold }),
    node: { run: () => stage.run(stage.emptyNode), check: run => expectStatus("node", run, 0) },
  });
  const ours = difference(times.withFew, times.withoutFew);
  const what = `merge with hooks, minus without; ${is}`;
  /** @param {string} state @param {Repository} repository @param {number[]} figures @returns {Row} */
  const row = (state, { sessions }, figures) => ({
    ...{ what: `${what}, ${state}`, sessions, against: "`node -e 0`" },
    ...{ ours: figures, theirs: node, ratios: quotient(figures, node) },
  });
  const rows = [
    { ...row("warm", smallest, ours), target: 4 },
    row("cold", smallest, difference(times.coldFew, times.withoutFew)),
  ];
  const growth = {
    ...{ what: `${what}, warm`, sessions: largest.sessions, target: 1.5 },
    against: `itself at ${smallest.sessions.toLocaleString("en")}`,
  };
  const { withMany, withoutMany, coldMany } = times;
  if (withMany === undefined || withoutMany === undefined || coldMany === undefined) {
    return [...rows, { ...growth, ours, theirs: ours, ratios: [], note: "needs two sizes" }];
  }
  const oursOfMany = difference(withMany, withoutMany);
  return [
    ...rows,
    { ...growth, ours: oursOfMany, theirs: ours, ratios: quotient(oursOfMany, ours) },
    row("warm", largest, oursOfMany),
    row("cold", largest, difference(coldMany, withoutMany)),
  ];
}

/**
 * The merge with hooks and a warm cache, without hooks, and with hooks and no cache.
 * @param {Stage} stage @param {Repository} repository @param {string} branch @param {string} other
 * @returns {{ hooked: Part, bare: Part, cold: Part }}
 */
function partsOf(stage, repository, branch, other) {
  const { plan, top } = repository;
  repository.checkOut("migrates-50");
  const mergeOf = (/** @type {string} */ name) => ["merge", "--quiet", "--no-edit", name];
  // Warm is what other work left: a check, and the merge of another branch. After one merge of this branch
  // its sessions would be known already, as they never are when people merge.
  repository.makeCold();
  stage.run(stage.tool("check"), { cwd: top });
  const warming = stage.run(["git", ...mergeOf(other)], { cwd: top });
  expectStatus(`merge of ${other}, ${plan.sessions} sessions`, warming, 0);
  repository.saveCache();

  const moves = () => changesOf(plan, "migrates-50");
  const bareTree = treeDigest(plan, moves(), changesOf(plan, branch));
  const isClean = branch === "adds-20-clean";
  const hookedTree = isClean ? bareTree : treeDigest(plan, moves(), repairedAdditionsOf(plan));
  const parents = ["migrates-50", branch].map(name => repository.tips[name]).join(" ");
  const words = ["git", ...mergeOf(branch)];

  /** @param {string} what @param {string} tree @returns {Part["check"]} */
  const answer = (what, tree) => outcome => {
    const name = `${what} of ${branch}, ${plan.sessions} sessions`;
    expectStatus(name, outcome, 0);
    const commits = stage.git(top, "log", "--format=%P", "--first-parent", "migrates-50..HEAD");
    expectSame(`${name}: the parents of the only commit`, commits, `${parents}\n`);
    expectTree(name, stage, repository, "HEAD", tree);
    expectSame(`${name}: git status`, stage.git(top, "status", "--porcelain"), "");
  };
  const reset = () => repository.reset();
  const run = () => stage.run(words, { cwd: top });
  return {
    hooked: {
      prepare() {
        reset();
        repository.restoreCache();
      },
      ...{ run, check: answer("merge with hooks", hookedTree) },
    },
    bare: {
      prepare: reset,
      run: () =>
        stage.run(["git", "-c", "core.hooksPath=/dev/null", ...mergeOf(branch)], { cwd: top }),
      check: answer("merge without hooks", bareTree),
    },
    cold: {
      prepare() {
        reset();
        repository.makeCold();
      },
      ...{ run, check: answer("merge with hooks, cold", hookedTree) },
    },
  };
}
