// Runs a command and disturbs it: at a step that changes something, or at some moment.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expectReadable, filesOf, handIn, litterIn, stateOf } from "./hand.js";

/** @typedef {import("./hand.js").Hand} Hand */
/** @typedef {import("./scenarios.js").Scenario} Scenario */
/** @typedef {Awaited<ReturnType<typeof prepare>>} Prepared */
/**
 * `kill` before the step, in the middle (`half`) or after it; `interrupt` as Ctrl-C does; an error of the
 * system's; or somebody else who changes or removes a file just then.
 * @typedef {"kill" | "half" | "after" | "interrupt" | "ENOSPC" | "EIO" | "EACCES" | "EROFS" | "change" | "remove"} How
 */

/** What a disturbed command must not do. */
export class Broken extends Error {}

/** Where commands lie. @param {string} folder an empty one @param {string} cli */
export function prepareFolder(folder, cli) {
  mkdirSync(join(folder, "bin"));
  symlinkSync(cli, join(folder, "bin/session-assoc"));
  symlinkSync(process.execPath, join(folder, "bin/node"));
}

/**
 * Builds the repository, runs its command undisturbed and notes the steps.
 * @param {string} folder @param {string} name @param {Scenario} scenario
 */
export async function prepare(folder, name, scenario) {
  const place = join(folder, name.replace(/\W+/g, "-"));
  const [template, versions] = [join(place, "template"), join(place, "versions")];
  for (const one of [template, versions]) mkdirSync(one, { recursive: true });
  const hand = handIn(folder, template);
  await hand.git("init", "--quiet", "-b", "main");
  await hand.commit({ "README.md": "a repository\n" });
  await scenario.build(hand);

  const undisturbed = hand.copyTo(join(place, "undisturbed"));
  const log = join(place, "log");
  const run = await undisturbed.run(scenario.command, {
    env: faulty({ root: undisturbed.path, log, at: 0, how: "kill", versions }),
  });
  const steps = stepsIn(log);
  const end = await stateOf(undisturbed);
  if (end.litter.length > 0) throw new Broken(`${name}: ${end.litter} left undisturbed`);
  const put = readdirSync(versions).map(file => readFileSync(join(versions, file), "utf8"));
  const here = [filesOf(template), end.files].flatMap(files => Object.values(files));
  return {
    ...{ name, scenario, place, hand, steps, end, run },
    versions: new Set([...here.map(contentOf), ...put, ...(await blobsIn(hand))]),
  };
}

/** Without its mode. @param {string} text */
function contentOf(text) {
  return text.slice(text.indexOf(" ") + 1);
}

/** The contents of all files of all branches. @param {Hand} hand */
async function blobsIn({ git }) {
  const args = ["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"];
  const oids = (await git(...args)).split("\n").flatMap(line => /^blob (.*)/.exec(line)?.[1] ?? []);
  if (oids.length > 100) return [];
  return Promise.all(oids.map(async oid => `${await git("cat-file", "blob", oid)}\n`));
}

const preload = join(import.meta.dirname, "preload.cjs");

/** @param {object} fault */
function faulty(fault) {
  return { NODE_OPTIONS: `--require ${preload}`, FAULT: JSON.stringify(fault) };
}

/** @param {string} log */
function stepsIn(log) {
  return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
}

let copies = 0;

/**
 * Disturbs one step, and expects what must be true then, and after the command was given again.
 * @param {Prepared} prepared @param {number} at from 1 @param {How} how
 */
export async function disturbStep(prepared, at, how) {
  const { scenario, place, steps } = prepared;
  const hand = prepared.hand.copyTo(join(place, `${++copies}`));
  const log = `${hand.path}.log`;
  const file = join(hand.path, scenario.file ?? "");
  const run = await hand.run(scenario.command, {
    env: faulty({ root: hand.path, log, at, how, file }),
  });
  if (stepsIn(log).length < at)
    throw new Broken(`${prepared.name}: no step ${at}, in ${hand.path}`);
  const what = `${prepared.name}, ${how} at step ${at} (${steps[at - 1]}), in ${hand.path}`;
  await expectWhole(prepared, hand, what, run, how);
  await expectSameEnd(prepared, hand, what, how);
  forget(hand);
}

/**
 * Kills the whole group of processes at some moment.
 * @param {Prepared} prepared @param {number} delay in milliseconds @param {NodeJS.Signals} signal
 */
export async function disturbMoment(prepared, delay, signal) {
  const hand = prepared.hand.copyTo(join(prepared.place, `${++copies}`));
  const run = await hand.run(prepared.scenario.command, {
    meanwhile: group => setTimeout(() => tryKill(-group, signal), delay),
  });
  const what = `${prepared.name}, ${signal} after ${delay} ms, in ${hand.path}`;
  clearAfterGit(hand);
  await expectWhole(prepared, hand, what, run, "kill");
  await expectSameEnd(prepared, hand, what, "kill");
  forget(hand);
}

/** What went well nobody will look at. @param {Hand} hand */
function forget({ path }) {
  for (const one of [path, `${path}.log`, `${path}.log.child`]) {
    rmSync(one, { recursive: true, force: true });
  }
}

/** What git leaves that was killed itself: its locks, as people are told, and versions to be merged. @param {Hand} hand */
function clearAfterGit({ path }) {
  const locks = litterIn(path).filter(name => name.endsWith(".lock"));
  const versions = readdirSync(path).filter(name => name.startsWith(".merge_file_"));
  for (const name of locks) rmSync(join(path, ".git", name));
  for (const name of versions) rmSync(join(path, name));
}

/** @param {number} id @param {NodeJS.Signals} signal */
function tryKill(id, signal) {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended already.
  }
}

/** @param {Prepared} prepared @param {Hand} hand @param {string} what @param {import("./hand.js").Outcome} run @param {How} how */
async function expectWhole({ scenario, versions }, hand, what, { status, stderr }, how) {
  const broken = (/** @type {string} */ problem) => new Broken(`${what}: ${problem}\n${stderr}`);
  if (/this is a bug|^ +at /m.test(stderr)) throw broken("it calls this a bug of its own");
  // git has a code of its own for a merge that a driver could not do.
  const codes = scenario.command[0] === "git" ? [0, 1, 2, 3] : [0, 1, 3];
  if (/^E/.test(how) && !codes.includes(status ?? -1)) throw broken(`it ended with ${status}`);
  await expectReadable(hand);
  for (const [path, text] of Object.entries(filesOf(hand.path))) {
    const content = contentOf(text).replace("# mine\n", "");
    if (!versions.has(content)) throw broken(`${path} is neither old nor new: ${text}`);
  }
}

/** @param {Prepared} prepared @param {Hand} hand @param {string} what @param {How} how */
async function expectSameEnd({ scenario, end }, hand, what, how) {
  const locks = litterIn(hand.path).filter(name => name.endsWith(".lock"));
  if (locks.length > 0) throw new Broken(`${what}: ${locks} left`);
  const commands = scenario.again === undefined ? [scenario.command] : await scenario.again(hand);
  let said = "";
  for (const words of commands) said += (await hand.run(words)).stderr;
  const now = await stateOf(hand);
  const isByOther = how === "change" || how === "remove";
  const expected = isByOther ? { files: withOther(end.files, scenario.file ?? "", how) } : end;
  const seen = isByOther ? { files: now.files } : now;
  if (isDeepStrictEqual(seen, expected) && now.litter.length === 0) return;
  const text = JSON.stringify({ seen, expected, litter: now.litter }, undefined, 1);
  throw new Broken(`${what}: it ends otherwise than undisturbed\n${text}\n${said}`);
}

/** What the others' change adds to what the command did. @param {Readonly<Record<string, string>>} files @param {string} file @param {How} how */
function withOther(files, file, how) {
  const { [file]: text = "", ...others } = files;
  return how === "change" ? { ...others, [file]: `${text}# mine\n` } : others;
}
