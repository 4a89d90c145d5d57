// Builds a repository from its plan with `git fast-import`: the same objects on every machine.
import { closeSync, cpSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { branches, changesOf, mainSessions, mainTasks, planOf } from "./plan.js";

/** @typedef {import("./plan.js").Change} Change */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {ReturnType<typeof buildRepository>} Repository */

const hooks = join(import.meta.dirname, "../../hooks");
const asItIs = { recursive: true, preserveTimestamps: true };

/** @param {Stage} stage @param {number} sessions */
export function buildRepository(stage, sessions) {
  const plan = planOf(sessions);
  const top = join(stage.folder, `sessions-${sessions}`);
  // SHA-1 and `main` whatever git's own defaults are by now.
  stage.git(stage.folder, "init", "-q", "--object-format=sha1", "--initial-branch=main", top);
  const settings = ["gc.auto=0", "maintenance.auto=false", "core.fsmonitor=false"];
  for (const setting of settings) stage.git(top, "config", ...setting.split("="));

  const stream = join(stage.folder, "import");
  writeStream(stream, plan);
  const { status, stderr } = stage.run(["git", "fast-import", "--quiet"], {
    cwd: top,
    input: stream,
  });
  rmSync(stream);
  if (status !== 0) throw new Error(`git fast-import ended with ${status}: ${stderr}`);

  for (const hook of ["pre-merge-commit", "post-merge"]) {
    cpSync(join(hooks, hook), join(top, ".git/hooks", hook));
  }
  const cache = join(top, ".git/session-assoc");
  const savedCache = join(top, ".git/session-assoc-saved");
  let branch = "";
  const repository = {
    ...{ plan, sessions, top },
    tips: Object.fromEntries(
      ["main", ...branches].map(name => [name, stage.git(top, "rev-parse", name).trim()]),
    ),

    /** @param {string} name */
    checkOut(name) {
      if (branch === name) return repository.reset();
      // On a branch, as people merge; going back is a reset.
      stage.git(top, "checkout", "--quiet", "--force", "-B", "work", name);
      branch = name;
      repository.settle();
    },

    /** Back to the branch, also out of a merge that stopped. */
    reset() {
      stage.git(top, "reset", "--hard", "--quiet", branch);
    },

    /**
     * Until a second has passed and the index is written anew, git takes what was just written for
     * possibly changed ("racily clean") and reads it again. People's files are older than that.
     */
    settle() {
      const toNextSecond = 1_020 - (Date.now() % 1_000);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, toNextSecond);
      stage.git(top, "update-index", "--force-write-index");
    },

    /** Removes all that the tool keeps beside the repository. */
    makeCold() {
      rmSync(cache, { recursive: true, force: true });
    },

    /** Keeps what the tool remembers now. */
    saveCache() {
      rmSync(savedCache, { recursive: true, force: true });
      if (existsSync(cache)) cpSync(cache, savedCache, asItIs);
    },

    restoreCache() {
      repository.makeCold();
      if (existsSync(savedCache)) cpSync(savedCache, cache, asItIs);
    },
  };
  return repository;
}

/** @param {string} path @param {ReturnType<typeof planOf>} plan */
function writeStream(path, plan) {
  const file = openSync(path, "w");
  /** @type {string[]} */
  let waiting = [];
  /** @param {string} text */
  const write = text => {
    waiting.push(text);
    if (waiting.length < 10_000) return;
    writeSync(file, waiting.join(""));
    waiting = [];
  };
  let mark = 0;
  /** @param {string} branch @param {number} parent @param {string} subject @param {Iterable<Change>} changes */
  const commit = (branch, parent, subject, changes) => {
    mark++;
    // 2026-01-05T09:00:00Z, and an hour more for each commit.
    const by = `Ada <ada@example.org> ${1_767_603_600 + 3_600 * mark} +0000\n`;
    const from = parent === 0 ? "" : `from :${parent}\n`;
    write(`commit refs/heads/${branch}\nmark :${mark}\nauthor ${by}committer ${by}`);
    write(`${data(`${subject}\n`)}${from}`);
    for (const [path, text] of changes) {
      write(text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`);
    }
    write("\n");
  };
  commit("main", 0, "Plan the tasks", mainTasks(plan));
  commit("main", 1, "Begin the sessions", mainSessions(plan));
  for (const branch of branches) commit(branch, 2, branch, changesOf(plan, branch));
  writeSync(file, waiting.join(""));
  closeSync(file);
}

/** All texts are ASCII: a character is a byte. @param {string} text */
const data = text => `data ${text.length}\n${text}\n`;
