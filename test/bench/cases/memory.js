import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expectSame, expectStatus, expectSummary, jsonOf } from "../answers.js";
import { repairsOf } from "../plan.js";
import { WrongAnswer } from "../stage.js";

/** @typedef {import("../plan.js").Plan} Plan */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Outcome} Outcome */

/**
 * @typedef {object} Command
 * @property {string} branch that is checked out
 * @property {string} words of the command line, or `git merge …`
 * @property {(outcome: Outcome, plan: Plan) => void} check
 */

const recorder = join(import.meta.dirname, "../record-memory.cjs");
const moves = "tasks migrate-backend --from md --to mt";

/** @type {readonly Command[]} */
const commands = [
  onMain("check --rev HEAD", clean),
  onMain("check", clean),
  onMain("check --staged", clean),
  onMain("check --against HEAD~1", clean),
  onMain("sessions md#1", ({ sessions }, plan) => {
    expectSame("sessions md#1", sessions?.length, Math.ceil(plan.sessions / plan.tasks));
  }),
  onMain("resolve md#1", ({ status }) => expectSame("resolve md#1", status, "live")),
  onMain("history s1", ({ changes }) => expectSame("history s1", changes?.length, 1)),
  onMain("history md#1", ({ changes }, plan) => {
    expectSame("history md#1", changes?.length, Math.ceil(plan.sessions / plan.tasks));
  }),
  onMain("review main..migrates-50", ({ summary }, { few, sessions, tasks }) => {
    const { migrations, followed, leftBehind, repointed } = summary ?? {};
    const found = { migrations, followed, leftBehind, repointed };
    const all = few.length * Math.ceil(sessions / tasks);
    const expected = { migrations: few.length, followed: all, leftBehind: 0, repointed: 0 };
    expectSame("review", found, expected);
  }),
  onMain("update md#1 md#2 --dry-run", ({ sessionsFound }, plan) => {
    expectSame("update", sessionsFound, Math.ceil(plan.sessions / plan.tasks));
  }),
  onMain(moves, ({ total }, plan) => expectSame("migrate-backend", total, plan.tasks)),
  onMain(`${moves} --execute --commit`, ({ migrated, validation, commit }, plan) => {
    const failed = validation?.failed?.length;
    const expected = { migrated: plan.tasks, failed: 0, isCommitted: true };
    expectSame(
      "migrate-backend",
      { migrated, failed, isCommitted: commit !== undefined },
      expected,
    );
  }),
  onMain("check --merge migrates-5000", ({ summary }, plan) => stale(summary, plan), 1),
  {
    ...{ branch: "migrates-50", words: "git merge --quiet --no-edit adds-20" },
    check: outcome => expectStatus("git merge", outcome, 0),
  },
  onMany("check", ({ summary }, plan) => stale(summary, plan), 1),
  {
    ...{ branch: "migrates-5000", words: "check --format sarif" },
    check(outcome, plan) {
      const { runs } = jsonOf("check --format sarif", outcome, 1);
      expectSame("SARIF: the results", runs?.[0]?.results?.length, staleCount(plan));
    },
  },
  {
    ...{ branch: "migrates-5000", words: "fix --dry-run" },
    check(outcome, plan) {
      expectStatus("fix --dry-run", outcome, 1);
      const added = outcome.stdout.match(/^\+taskId: mt#/gm);
      expectSame("fix --dry-run: the lines that change", added?.length, staleCount(plan));
    },
  },
  {
    ...{ branch: "migrates-5000", words: "fix --format json" },
    check(outcome, plan) {
      const fixed = staleCount(plan);
      expectSummary("fix", outcome, 0, { ...counts(plan), findings: 0, fixed });
    },
  },
];

/** The most memory that each command has in one Node process, in MB. @param {Bench} bench */
export function memory({ stage, largest, peaks }) {
  const record = join(stage.folder, "memory");
  const env = { NODE_OPTIONS: `--require ${JSON.stringify(recorder)}`, BENCH_MEMORY: record };
  for (const { branch, words, check } of commands) {
    largest.checkOut(branch);
    largest.makeCold();
    rmSync(record, { force: true });
    const list = words.split(" ");
    const outcome = stage.run(list[0] === "git" ? list : stage.tool(...list), {
      ...{ cwd: largest.top, env },
    });
    check(outcome, largest.plan);
    const lines = readFileSync(record, "utf8").trim().split("\n");
    const kilobytes = Math.max(...lines.map(line => Number(line.split("\t")[0])));
    if (!(kilobytes > 0)) throw new WrongAnswer(`${words}: no memory was recorded`);
    peaks.push({ words: words.replace(" --format json", ""), branch, megabytes: kilobytes / 1024 });
  }
  return [];
}

/** @param {string} words @param {(json: any, plan: Plan) => void} check @param {number} [status] @returns {Command} */
function onMain(words, check, status = 0) {
  return {
    ...{ branch: "main", words: `${words} --format json` },
    check: (outcome, plan) => check(jsonOf(words, outcome, status), plan),
  };
}

/** @param {string} words @param {(json: any, plan: Plan) => void} check @param {number} [status] @returns {Command} */
function onMany(words, check, status = 0) {
  return { ...onMain(words, check, status), branch: "migrates-5000" };
}

/** @param {any} json @param {Plan} plan */
function clean({ summary }, plan) {
  const { sessions, tasks, findings } = summary ?? {};
  expectSame("the summary", { sessions, tasks, findings }, { ...counts(plan), findings: 0 });
}

/** @param {any} summary @param {Plan} plan */
function stale(summary, plan) {
  const { sessions, tasks, findings } = summary ?? {};
  const expected = { ...counts(plan), findings: staleCount(plan) };
  expectSame("the summary", { sessions, tasks, findings }, expected);
}

/** @param {Plan} plan */
const counts = ({ sessions, tasks }) => ({ sessions, tasks });

/** @param {Plan} plan */
const staleCount = plan => [...repairsOf(plan)].length;
