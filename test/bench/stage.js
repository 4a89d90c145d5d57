// Where the benchmark runs: a folder of its own, nobody's configuration, a clock that stands still.
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** @typedef {{ readonly ms: number, readonly status: number | null, readonly stdout: string, readonly stderr: string }} Outcome */
/** @typedef {{ readonly cwd?: string, readonly env?: Readonly<Record<string, string>>, readonly input?: string }} Settings */
/** @typedef {readonly string[]} Words a command and its arguments */
/** @typedef {ReturnType<typeof stageIn>} Stage */

/** An answer that is not the expected one: however fast, the benchmark fails. */
export class WrongAnswer extends Error {}

/**
 * @param {string} folder an empty one @param {string} cli the command line that is measured
 */
export function stageIn(folder, cli) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(cli, join(bin, "session-assoc"));
  // This Node in hooks too, and whatever git the caller has.
  symlinkSync(process.execPath, join(bin, "node"));
  const env = environment(folder, bin);
  const files = { stdout: join(folder, "stdout"), stderr: join(folder, "stderr") };

  return {
    folder,
    /** The command line with arguments, as a process. @param {string[]} args @returns {Words} */
    tool: (...args) => [process.execPath, cli, ...args],
    /** What every Node program takes at least. @returns {Words} */
    emptyNode: [process.execPath, "-e", "0"],

    /**
     * Runs a command to its end. What it prints goes to files: no pipe that this process would have to
     * empty in time. They are read when asked for, until the next run.
     * @param {Words} words @param {Settings} [settings] @returns {Outcome}
     */
    run([command = "", ...args], { cwd = folder, env: more = {}, input } = {}) {
      const stdin = input === undefined ? "ignore" : openSync(input, "r");
      const [stdout, stderr] = [openSync(files.stdout, "w"), openSync(files.stderr, "w")];
      const start = process.hrtime.bigint();
      const { status, error } = spawnSync(command, args, {
        cwd,
        env: { ...env, ...more },
        stdio: [stdin, stdout, stderr],
      });
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      for (const file of [stdin, stdout, stderr]) if (typeof file === "number") closeSync(file);
      if (error !== undefined) throw error;
      return {
        ...{ ms, status },
        get stdout() {
          return readFileSync(files.stdout, "utf8");
        },
        get stderr() {
          return readFileSync(files.stderr, "utf8");
        },
      };
    },

    /** Runs git, which must succeed; for what is not measured. @param {string} cwd @param {string[]} args @returns {string} */
    git(cwd, ...args) {
      const { status, stdout, stderr } = this.run(["git", ...args], { cwd });
      if (status !== 0) throw new Error(`git ${args.join(" ")} ended with ${status}: ${stderr}`);
      return stdout;
    },

    /** @param {string} name @param {string} text @returns {string} its path */
    write(name, text) {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
  };
}

/**
 * Only what is named here is inherited: no `GIT_*`, `NODE_OPTIONS` or CI variable of the caller.
 * @param {string} folder @param {string} bin @returns {Readonly<Record<string, string>>}
 */
export function environment(folder, bin) {
  const date = "2026-03-12T09:00:00Z";
  return {
    PATH: [bin, process.env.PATH].join(delimiter),
    ...{ HOME: folder, TZ: "UTC", LC_ALL: "C", PAGER: "cat", GIT_EDITOR: "true" },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    ...{ GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@example.org", GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: "Ada", GIT_COMMITTER_EMAIL: "ada@example.org" },
    GIT_COMMITTER_DATE: date,
  };
}
