import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lstatIfThere } from "../snapshots/worktree.ts";
import type { MoveProblem } from "./move.ts";

/**
 * Answers whether a new file can be made at a path below the top: nothing stands there, and every
 * folder on the way that exists is one of this repository's. Each folder is looked at once.
 * @returns the obstacle; `undefined` where there is none
 */
export function placesIn(topLevel: string): (path: string) => Promise<MoveProblem | undefined> {
  const known = new Map<string, Promise<string | undefined>>();
  const obstacleOnTheWay = (folder: string): Promise<string | undefined> => {
    if (folder === ".") return Promise.resolve(undefined);
    const answer = known.get(folder) ?? look(folder);
    known.set(folder, answer);
    return answer;
  };
  const look = async (folder: string): Promise<string | undefined> => {
    const above = await obstacleOnTheWay(dirname(folder));
    if (above !== undefined) return above;
    const path = join(topLevel, folder);
    if (lstatIfThere(path) === undefined) return undefined;
    if (!(await lstat(path)).isDirectory()) return folder;
    return lstatIfThere(join(path, ".git")) === undefined ? undefined : folder;
  };
  return async path => {
    const obstacle = await obstacleOnTheWay(dirname(path));
    if (obstacle !== undefined) return { kind: "blocked", path: obstacle };
    const isFree = lstatIfThere(join(topLevel, path)) === undefined;
    return isFree ? undefined : { kind: "occupied", path };
  };
}
