// Loaded into every node of a command (`node --require`): counts the steps by which it changes something,
// and at one of them lets happen what FAULT says. Nothing in the program knows of it.
const childProcess = require("node:child_process");
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { join, resolve } = require("node:path");

/** @typedef {{ readonly root: string, readonly log: string, readonly at: number, readonly how: string, readonly file?: string, readonly versions?: string }} Fault */

/** @type {Fault} */
const fault = JSON.parse(process.env.FAULT ?? "{}");
const original = { ...fs };
const spawn = childProcess.spawn;
let count = linesIn(fault.log);
let depth = 0;

/** Steps that other processes of the same command have taken. @param {string} log */
function linesIn(log) {
  return original.existsSync(log) ? original.readFileSync(log, "utf8").split("\n").length - 1 : 0;
}

/** @param {string} words @returns whether it is this step's turn */
function take(words) {
  original.appendFileSync(fault.log, `${words.replaceAll("\n", "?")}\n`);
  count++;
  return count === fault.at;
}

/** @returns {never} */
function die() {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

/** @param {string} code */
function failure(code) {
  const words = {
    ENOSPC: "no space left on device",
    EIO: "i/o error",
    EACCES: "permission denied",
  };
  const text = words[/** @type {keyof typeof words} */ (code)] ?? "read-only file system";
  return Object.assign(new Error(`${code}: ${text}`), { code, syscall: "write", errno: -1 });
}

/** What happens before a step. */
function strike() {
  const { how, file = "" } = fault;
  if (how === "kill") die();
  // The others of a group are told by the terminal; here git has nothing of its own under way.
  if (how === "interrupt") process.kill(process.pid, "SIGINT");
  if (how === "change") original.appendFileSync(file, "# mine\n");
  if (how === "remove") original.rmSync(file, { force: true });
  if (/^E[A-Z]+$/.test(how)) throw failure(how);
}

/** Files below the root count; a number is a file that was opened there. @param {unknown} path */
function isOurs(path) {
  if (typeof path === "number") return path > 2;
  return resolve(String(path)).startsWith(`${fault.root}/`);
}

/** @param {unknown} flags */
function isWriting(flags) {
  if (typeof flags === "number") return (flags & 3) !== 0;
  return /[wa+]/.test(String(flags ?? "r"));
}

/** Keeps what is put in its place: the versions that a file may have. @param {string} name @param {unknown[]} args */
function keepVersion(name, args) {
  if (fault.versions === undefined || !/^(rename|link)/.test(name)) return;
  const bytes = original.readFileSync(String(args[0]));
  original.writeFileSync(join(fault.versions, `${count}`), bytes);
}

/** @param {string} name @param {unknown[]} args */
function wordsOf(name, [path, other]) {
  return /^(rename|link)$/.test(name) ? `${name} ${path} ${other}` : `${name} ${path}`;
}

const names = ["writeFile", "appendFile", "rename", "link", "symlink", "unlink", "rm", "rmdir"];
names.push("mkdir", "chmod", "copyFile", "open");

/** @param {string} name @param {unknown[]} args */
function isStep(name, args) {
  return depth === 0 && isOurs(args[0]) && (name !== "open" || isWriting(args[1]));
}

/** A write of which the half is done. @param {string} name @param {unknown[]} args */
function halfOf(name, args) {
  const [path, content] = args;
  if (fault.how !== "half" || name !== "writeFile") return;
  const bytes = Buffer.from(/** @type {string} */ (content));
  original.writeFileSync(/** @type {string} */ (path), bytes.subarray(0, bytes.length / 2));
  die();
}

for (const name of names) {
  const sync = /** @type {Record<string, Function>} */ (/** @type {unknown} */ (fs));
  const plain = sync[`${name}Sync`];
  sync[`${name}Sync`] = (/** @type {unknown[]} */ ...args) => {
    if (!isStep(name, args)) return plain?.(...args);
    if (take(wordsOf(name, args))) {
      halfOf(name, args);
      strike();
    }
    keepVersion(name, args);
    depth++;
    try {
      return plain?.(...args);
    } finally {
      depth--;
    }
  };
  const promises = /** @type {Record<string, Function>} */ (/** @type {unknown} */ (fs.promises));
  const later = promises[name];
  promises[name] = async (/** @type {unknown[]} */ ...args) => {
    if (isStep(name, args) && take(wordsOf(name, args))) {
      halfOf(name, args);
      strike();
    }
    return later?.(...args);
  };
}

const writing =
  /^(update-index|update-ref|hash-object|commit|commit-tree|write-tree|fast-import|config|read-tree|merge-file)$/;

childProcess.spawn = /** @type {typeof spawn} */ (
  (
    /** @type {string} */ command,
    /** @type {readonly string[]} */ args = [],
    /** @type {import("node:child_process").SpawnOptions} */ options = {},
  ) => {
    const word = args.find(one => writing.test(one));
    if (command !== "git" || word === undefined || !take(`git ${word}`)) {
      return spawn(command, args, options);
    }
    if (!/^E/.test(fault.how)) strike();
    const child = spawn(command, args, options);
    original.writeFileSync(`${fault.log}.child`, `${child.pid}`);
    if (fault.how === "half") cutInput(child);
    if (fault.how === "after") child.prependListener("exit", die);
    return child;
  }
);

/** git gets the first half of its input, up to the end of a record. @param {import("node:child_process").ChildProcess} child */
function cutInput({ stdin }) {
  if (stdin === null) return die();
  const write = stdin.write.bind(stdin);
  const cut = (/** @type {unknown} */ input) => {
    const bytes = Buffer.from(/** @type {string} */ (input ?? ""));
    const end = bytes.indexOf(0, bytes.length / 4) + 1 || bytes.length / 2;
    write(bytes.subarray(0, end), die);
    return stdin;
  };
  stdin.end = /** @type {typeof stdin.end} */ (cut);
  stdin.write = /** @type {typeof stdin.write} */ (/** @type {unknown} */ (cut));
}

syncBuiltinESMExports();
