import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { WriteError } from "../errors.ts";

/**
 * Makes a folder of ours in a git directory, with those above it. A symbolic link is none: what is
 * written and cleared there would be somebody's files.
 * @returns its path
 * @throws WriteError where something else stands in its place
 */
export function ownFolder(gitDirectory: string, ...names: readonly string[]): string {
  let path = gitDirectory;
  for (const name of ["session-assoc", ...names]) {
    path = join(path, name);
    mkdirSync(path, { recursive: true });
    if (lstatSync(path).isDirectory()) continue;
    throw new WriteError(`${path} is a symbolic link, so nothing is written there`, {
      hint: "remove it; what was kept there is made anew",
    });
  }
  return path;
}
