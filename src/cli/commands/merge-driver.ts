import { isFailure } from "../../errors.ts";
import { type DriverRequest, mergeInPlace } from "../../merge/merge-in-place.ts";
import { describeDecision, describeObstacle } from "../../report/merge.ts";
import type { GlobalOptions } from "../globals.ts";
import { sayOn } from "../say.ts";
import type { Terminal } from "../streams.ts";

/**
 * Above 128, as of a program that a signal ended: newer versions of git give the merge up, git 2.39
 * calls it a conflict, with our version in the file. Either way it is never taken for a clean merge.
 * Not 130 or 131, which would look like an interrupt.
 */
const failed = 129;

/**
 * `session-assoc merge-driver %O %A %B %L %P`: puts the merged file in the place of `%A`.
 * @param words what git put in the place of these
 * @returns 0 when it is clean, 1 when conflicts are marked in it; else the file is as it was
 */
export async function runMergeDriver(
  [base = "", ours = "", theirs = "", markerSize = "", path = ""]: readonly string[],
  options: GlobalOptions,
  { cwd, environment, stderr }: Terminal,
): Promise<number> {
  const say = sayOn(stderr);
  const linesOnly = environment.SESSION_ASSOC === "0";
  const request: DriverRequest = {
    files: { base, ours, theirs },
    markerSize: /^[1-9]\d{0,2}$/.test(markerSize) ? Number(markerSize) : 7,
    path,
  };
  try {
    const { isClean, decided, obstacle } = await mergeInPlace(cwd, request, {
      environment,
      linesOnly,
    });
    if (linesOnly) say(describeObstacle(path, "SESSION_ASSOC=0"));
    if (obstacle !== undefined) say(describeObstacle(path, obstacle.message));
    for (const { names, winner } of decided) say(describeDecision(path, names, winner));
    return isClean ? 0 : 1;
  } catch (error) {
    say(`${path}: not merged: ${error instanceof Error ? error.message : String(error)}`);
    if (isFailure(error) && error.hint !== undefined) say(`next: ${error.hint}`);
    if (options.debug && error instanceof Error) stderr.write(`${error.stack}\n`);
    return failed;
  }
}
