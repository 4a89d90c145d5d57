// A hand in a repository: what builds it, runs commands in it and says what state it is in.
import { spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { environment } from "../bench/stage.js";

/** @typedef {Readonly<Record<string, string>>} Files */
/** @typedef {{ readonly status: number | null, readonly stdout: string, readonly stderr: string, readonly ms: number }} Outcome */
/** @typedef {ReturnType<typeof handIn>} Hand */

const hookScripts = join(import.meta.dirname, "../../hooks");

/**
 * @param {string} folder where the commands lie, and nobody's configuration
 * @param {string} path the repository
 */
export function handIn(folder, path) {
  const env = environment(folder, join(folder, "bin"));
  const hand = {
    path,
    /** Another place in the same surroundings. @param {string} other @returns {Hand} */
    at: other => handIn(folder, other),

    /**
     * Runs a command in a process group of its own, and waits until the last of the group has ended:
     * what a killed process has started may outlive it.
     * @param {readonly string[]} words
     * @param {{ readonly env?: Files, readonly meanwhile?: (group: number) => unknown }} [settings]
     * @returns {Promise<Outcome>}
     */
    async run([command = "", ...args], { env: more = {}, meanwhile } = {}) {
      const out = mkdtempSync(join(folder, "out-"));
      const paths = [join(out, "stdout"), join(out, "stderr")];
      const files = paths.map(file => openSync(file, "w"));
      const from = performance.now();
      const settings = { cwd: path, env: { ...env, ...more }, detached: true };
      const child = spawn(command, args, { ...settings, stdio: ["ignore", ...files] });
      for (const file of files) closeSync(file);
      const group = child.pid ?? 0;
      void meanwhile?.(group);
      const status = await new Promise((resolve, reject) => {
        child.on("error", reject).on("exit", resolve);
      });
      while (isAlive(-group)) await wait(5);
      const ms = performance.now() - from;
      const [stdout = "", stderr = ""] = paths.map(file => readFileSync(file, "utf8"));
      return { status, stdout, stderr, ms };
    },

    /** Runs git, which must succeed. @param {string[]} args */
    async git(...args) {
      const { status, stdout, stderr } = await hand.run(["git", ...args]);
      if (status === 0) return stdout.replace(/\n$/, "");
      throw new Error(`git ${args.join(" ")} in ${path} ended with ${status}: ${stderr}`);
    },

    /** @param {Files} files */
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },

    /** @param {Files} [files] */
    async commit(files = {}) {
      hand.write(files);
      await hand.git("add", "--all");
      await hand.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "a change");
    },

    /** @param {readonly string[]} [names] */
    installHooks(names = ["pre-merge-commit", "post-merge", "pre-commit"]) {
      mkdirSync(join(path, ".git/hooks"), { recursive: true });
      for (const name of names) {
        writeFileSync(join(path, ".git/hooks", name), readFileSync(join(hookScripts, name)));
        chmodSync(join(path, ".git/hooks", name), 0o755);
      }
    },

    /** @param {string} other @returns {Hand} a copy of the repository */
    copyTo(other) {
      cpSync(path, other, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return handIn(folder, other);
    },
  };
  return hand;
}

/** @param {number} id of a process, or less than zero of a group */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** Every file below a folder, with its mode and bytes. @param {string} top @returns {Files} */
export function filesOf(top, below = "", /** @type {Record<string, string>} */ files = {}) {
  for (const entry of readdirSync(join(top, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && path !== ".git") filesOf(top, path, files);
    if (!entry.isFile()) continue;
    const mode = (lstatSync(join(top, path)).mode & 0o777).toString(8);
    files[path] = `${mode} ${readFileSync(join(top, path), "utf8")}`;
  }
  return files;
}

/**
 * Names of ours below the git directory, without catalogs, and the note that a hook's script has emptied; and
 * every lock. @param {string} top
 */
export function litterIn(top) {
  const directory = join(top, ".git");
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return names
    .filter(name => name !== emptied || readFileSync(join(directory, name), "utf8") !== "")
    .filter(name => /\.lock$|^session-assoc[/-]|^fast_import_crash/.test(name))
    .filter(name => !/^session-assoc\/(scratch$|(catalogs|names)(\/[0-9a-f]{16})?$)/.test(name))
    .sort();
}

const emptied = "session-assoc/pending-fold.json";

/** All that a command may change, and what must not be left. @param {Hand} hand */
export async function stateOf({ path, git }) {
  return {
    files: filesOf(path),
    hooks: filesOf(join(path, ".git/hooks")),
    config: readFileSync(join(path, ".git/config"), "utf8"),
    index: await git("ls-files", "--stage"),
    head: await git("log", "-1", "--format=%T %P %s"),
    status: await git("status", "--porcelain"),
    litter: litterIn(path),
  };
}

/** Whether git can still read all that is there. @param {Hand} hand */
export async function expectReadable({ git }) {
  await git("rev-parse", "--verify", "HEAD^{commit}");
  await git("status", "--porcelain");
  await git("fsck", "--connectivity-only", "--no-dangling");
}
