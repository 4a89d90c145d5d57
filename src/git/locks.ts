import { accessSync, constants, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GitError } from "../errors.ts";

/** How long another git may keep a lock, in milliseconds from one try to the next; git itself tries once. */
export const lockPauses = [25, 50, 100, 200, 400, 800, 1000] as const;

/**
 * The lock that kept git from doing anything, which may be gone by now. Of its words, in whatever
 * language, only names count: that of a lock, in full as git writes it, or of a file that has one.
 * @param directory where git ran
 */
export function lockNamed(said: string, directory: string): string | undefined {
  const quoted = [...said.matchAll(/['"‘“„«»]([^\n]+?)['"’”“»«]/g)].map(([, name = ""]) => name);
  const words = said.split(/\s+/).map(word => word.replace(/[:.,]+$/, ""));
  return [...quoted, ...words]
    .filter(name => name !== "")
    .flatMap(name => {
      const path = resolve(directory, name.endsWith(".lock") ? name : `${name}.lock`);
      return existsSync(path) || (path === name && canHold(path)) ? path : [];
    })[0];
}

/** Where nobody may make a file, it was no lock that kept git from it. */
function canHold(path: string): boolean {
  try {
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * For who must do something else first, and then write a file of git's.
 * @throws GitError where its lock does not go
 */
export async function waitForLock(file: string): Promise<void> {
  const lock = `${file}.lock`;
  for (const pause of lockPauses) {
    if (!existsSync(lock)) return;
    await wait(pause);
  }
  throw new GitError(`${lock} is there`, { hint: lockHint(lock) });
}

/** What to do about a lock that did not go. */
export function lockHint(lock: string): string {
  return `let the git that works here finish, and run the same command again; if there is none, a killed one left the lock: remove ${lock}`;
}
