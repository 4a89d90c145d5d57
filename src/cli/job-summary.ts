import { appendFile } from "node:fs/promises";
import { limits } from "../limits.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import { asWriteError, refuseIrregular } from "./write-report.ts";

/**
 * Adds Markdown to the summary of a job on GitHub. What earlier commands of the step wrote stays.
 *
 * @param path absolute
 * @returns false where the summary would become too large, so that GitHub would show nothing of it
 * @throws WriteError when it cannot be written
 */
export async function appendToJobSummary(path: string, markdown: string): Promise<boolean> {
  try {
    await refuseIrregular(path);
    const before = lstatIfThere(path)?.size ?? 0;
    // A line that is not ended, or a table above, would take the heading into itself.
    const addition = before === 0 ? markdown : `\n\n${markdown}`;
    if (before + Buffer.byteLength(addition) >= limits.jobSummaryBytes) return false;
    await appendFile(path, addition);
    return true;
  } catch (cause) {
    throw asWriteError(path, cause);
  }
}
