import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { WriteError } from "./errors.ts";

/**
 * What is being made and is not in its place yet lies in the scratch folder of the git directory that
 * linked worktrees share. So nobody finds half a file in the working tree, git has none to add, and
 * what a killed process left behind is found again, wherever it was to go.
 */
export function scratchFolder(commonDirectory: string): string {
  return join(commonDirectory, "session-assoc", "scratch");
}

/** Without a point: what follows one in a name says what it is. */
const host = encodeURIComponent(hostname()).replaceAll(".", "%2E");

/**
 * A path in the scratch folder for something new, whose name says whose it is.
 * @param token what makes it the only one
 */
export function scratchPath(commonDirectory: string, token?: string): string {
  return join(makeOwnFolder(commonDirectory, "scratch"), scratchName(token));
}

/** Says which process on which machine is making something. */
export function scratchName(token = randomToken()): string {
  return `${process.pid}-${token}@${host}`;
}

/** Quicker than `node:crypto`, which takes its time to load; nobody need be kept from guessing it. */
function randomToken(): string {
  return Math.random().toString(36).slice(2).padEnd(1, "0");
}

/**
 * Makes a folder of ours in the git directory, with the git directory's owner and permissions: who may
 * use the one may use the other, also where several users share a repository, and where root was first.
 * @returns its path
 * @throws WriteError where a symbolic link stands in its place: what is behind it is somebody else's
 */
export function makeOwnFolder(gitDirectory: string, ...names: readonly string[]): string {
  let path = gitDirectory;
  for (const name of ["session-assoc", ...names]) {
    path = join(path, name);
    if (isOwnFolder(path)) continue;
    try {
      mkdirSync(path);
      giveAs(path, gitDirectory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (isOwnFolder(path)) continue; // another process was quicker
      throw new WriteError(`${path} is a symbolic link, so nothing is written there`, {
        hint: "remove it; what was kept there is made anew",
      });
    }
  }
  return path;
}

function giveAs(path: string, gitDirectory: string): void {
  const { mode, uid, gid } = statSync(gitDirectory);
  const own = statSync(path);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      chownSync(path, uid, gid);
    } catch (error) {
      // Only root may give folders away.
      if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
    }
  }
  chmodSync(path, mode & 0o7777);
}

function isOwnFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What stands beside a file that is on another file system; a note with this ending says where. */
export const besideEnding = ".beside";
export const besidePrefix = ".session-assoc-";

/** Removes what processes that have ended left in the scratch folder, and what they noted there. */
export function clearScratch(commonDirectory: string): void {
  const folder = scratchFolder(commonDirectory);
  let names: readonly string[];
  try {
    // Behind a symbolic link are other files than ours.
    if (![dirname(folder), folder].every(isOwnFolder)) return;
    names = readdirSync(folder);
  } catch {
    return; // almost always: nothing was ever made here
  }
  for (const name of names) {
    try {
      const path = join(folder, name);
      if (!isAbandoned(name, lstatSync(path).mtimeMs)) continue;
      if (name.endsWith(besideEnding)) removeNoted(path, name);
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process was quicker, or it is not ours to remove: it is in nobody's way.
    }
  }
}

/** The file that a note names, if it is one that its process could have made. */
function removeNoted(note: string, name: string): void {
  const beside = readFileSync(note, "utf8");
  if (basename(beside) !== besidePrefix + name.slice(0, -besideEnding.length)) return;
  rmSync(beside, { force: true });
}

/** In milliseconds. What is made takes moments. */
const longEnough = 60 * 60 * 1000;

/** Of a process on another machine only time tells, or of one whose number has been given anew. */
function isAbandoned(name: string, time: number): boolean {
  const [, id, where] = /^(\d+)-[0-9a-z]+@([^.]*)/.exec(name) ?? [];
  if (where === host && !isRunning(id)) return true;
  return Date.now() - time > longEnough;
}

/** Signal 0 only asks; a process of somebody else answers EPERM. */
export function isRunning(id: string | undefined): boolean {
  if (id === undefined) return false;
  try {
    return process.kill(Number(id), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
