import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("../repository.js").Repository} Repository */
/** @typedef {import("../run.js").Bench} Bench */
/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../stage.js").Words} Words */

/** How many instructions commands take, where the machine counts them. @param {Bench} bench */
export function instructions({ stage, repositories, counts }) {
  if (countOf(stage, ["true"], stage.folder) === undefined) return [];
  for (const repository of repositories) {
    const { sessions, top } = repository;
    repository.checkOut("main");
    /** @param {string} what @param {Words} words */
    const add = (what, words) => {
      counts.push({ what, sessions, count: countOf(stage, words, top) });
    };
    add("`node -e 0`", stage.emptyNode);
    add("`--version`", stage.tool("--version"));
    add("`git grep -c -E '^taskId:' HEAD`", ["git", "grep", "-c", "-E", "^taskId:", "HEAD"]);
    repository.makeCold();
    add("`check --rev HEAD`, cold", stage.tool("check", "--rev", "HEAD"));
    repository.makeCold();
    add("`check`, cold", stage.tool("check"));
    add("`check`, warm", stage.tool("check"));
    add("`check --merge`, warm", stage.tool("check", "--merge", "migrates-50"));
    const merge = ["merge", "--quiet", "--no-edit", "adds-20"];
    repository.checkOut("migrates-50");
    add("merge without hooks", ["git", "-c", "core.hooksPath=/dev/null", ...merge]);
    repository.reset();
    add("merge with hooks, warm", ["git", ...merge]);
    repository.reset();
  }
  return [];
}

/**
 * Instructions of a command and of all that it starts, outside the kernel.
 * @param {Stage} stage @param {Words} words @param {string} cwd
 * @returns {number | undefined} undefined where perf is missing, or the machine does not count
 */
function countOf(stage, words, cwd) {
  const file = join(stage.folder, "perf");
  const perf = ["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", file, "--"];
  try {
    stage.run([...perf, ...words], { cwd });
    const count = /^(\d+),[^\n]*instructions/m.exec(readFileSync(file, "utf8"))?.[1];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined; // no perf
  }
}
