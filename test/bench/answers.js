// Whether an answer is right, by what the plan says and not by what the tool says.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mainSessions, mainTasks, repairsOf } from "./plan.js";
import { WrongAnswer } from "./stage.js";

/** @typedef {import("./plan.js").Change} Change */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./repository.js").Repository} Repository */
/** @typedef {import("./stage.js").Outcome} Outcome */
/** @typedef {import("./stage.js").Stage} Stage */

/** @param {string} what @param {unknown} actual @param {unknown} expected */
export function expectSame(what, actual, expected) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) {
    throw new WrongAnswer(`${what} is ${is?.slice(0, 300)}, not ${wanted?.slice(0, 300)}`);
  }
}

/** The exit code, with what was printed where it is another. @param {string} what @param {Outcome} outcome @param {number} expected */
export function expectStatus(what, outcome, expected) {
  if (outcome.status === expected) return;
  const printed = `${outcome.stderr}${outcome.stdout}`.slice(0, 1_000);
  throw new WrongAnswer(`${what} ended with ${outcome.status}, not ${expected}:\n${printed}`);
}

/** @param {string} what @param {Outcome} outcome @param {number} status @returns {any} what it printed as JSON */
export function jsonOf(what, outcome, status) {
  expectStatus(what, outcome, status);
  try {
    return JSON.parse(outcome.stdout);
  } catch {
    throw new WrongAnswer(`${what} printed no JSON: ${outcome.stdout.slice(0, 300)}`);
  }
}

/**
 * A check or fix: how much it looked at, and what it found.
 * @param {string} what @param {Outcome} outcome @param {number} status
 * @param {{ sessions: number, tasks: number, findings: number, fixed: number }} expected
 * @returns {any} what it printed
 */
export function expectSummary(what, outcome, status, expected) {
  const json = jsonOf(what, outcome, status);
  const { sessions, tasks, findings, fixed } = json.summary ?? {};
  expectSame(`${what}: the summary`, { sessions, tasks, findings, fixed }, expected);
  expectSame(`${what}: the number of findings`, json.findings?.length, findings);
  return json;
}

/** A line for each session of main, as `git grep -c` prints it for HEAD. @param {Outcome} outcome @param {Plan} plan */
export function expectCounts(outcome, plan) {
  expectStatus("git grep", outcome, 0);
  const lines = outcome.stdout.match(/^HEAD:.*:1$/gm);
  expectSame("git grep: the number of sessions", lines?.length, plan.sessions);
}

/**
 * The digest of all that a commit with these changes to main holds: paths, modes and contents.
 * @param {Plan} plan @param {Iterable<Change>[]} changes the later ones over the earlier
 */
export function treeDigest(plan, ...changes) {
  /** @type {Map<string, string>} */
  const objects = new Map();
  for (const files of [mainTasks(plan), mainSessions(plan), ...changes]) {
    for (const [path, text] of files) {
      if (text === null) objects.delete(path);
      else objects.set(path, blobId(text));
    }
  }
  const digest = createHash("sha256");
  for (const path of [...objects.keys()].sort()) {
    digest.update(`100644 blob ${objects.get(path)}\t${path}\0`);
  }
  return digest.digest("hex");
}

/** @param {string} what @param {Stage} stage @param {Repository} repository @param {string} tree @param {string} digest */
export function expectTree(what, stage, { top }, tree, digest) {
  const listed = stage.git(top, "ls-tree", "-r", "-z", "--full-tree", tree);
  expectSame(
    `${what}: the digest of ${tree}`,
    createHash("sha256").update(listed).digest("hex"),
    digest,
  );
}

/** That the working tree differs from HEAD in the stale sessions, byte for byte as expected. @param {string} what @param {Stage} stage @param {Repository} repository */
export function expectRepaired(what, stage, { top, plan }) {
  const changed = stage.git(top, "diff", "--name-only", "-z", "HEAD").split("\0").slice(0, -1);
  const repairs = new Map(repairsOf(plan));
  expectSame(`${what}: the changed files`, changed, [...repairs.keys()].sort());
  for (const [path, text] of repairs) {
    expectSame(`${what}: ${path}`, readFileSync(join(top, path), "utf8"), text);
  }
}

/** @param {string} text */
function blobId(text) {
  return createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex");
}
