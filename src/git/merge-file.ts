import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../errors.ts";
import { scratchPath } from "../scratch.ts";
import type { Repository } from "./repository.ts";

/** Three versions of a file, and how long the lines of a conflict's marks are. */
export interface MergeInput {
  readonly base: Buffer;
  readonly ours: Buffer;
  readonly theirs: Buffer;
  readonly markerSize: number;
}

/**
 * Merges three versions line by line, as git does where no merge driver is set: also
 * `merge.conflictStyle` counts. The files for it lie in the scratch folder.
 */
export async function mergeFile(
  { git, commonDirectory }: Pick<Repository, "git" | "commonDirectory">,
  { base, ours, theirs, markerSize }: MergeInput,
) {
  // git keeps ours of what it takes for binary: text has no NUL among its first 8,000 bytes.
  if ([base, ours, theirs].some(content => content.subarray(0, 8000).includes(0))) {
    return { content: ours, isClean: false };
  }
  const directory = scratchPath(commonDirectory);
  try {
    await mkdir(directory);
    const paths = ["ours", "base", "theirs"].map(name => join(directory, name));
    const [ourPath = "", basePath = "", theirPath = ""] = paths;
    await writeFile(ourPath, ours);
    await writeFile(basePath, base);
    await writeFile(theirPath, theirs);
    const labels = ["ours", "base", "theirs"].flatMap(label => ["-L", label]);
    const args = ["merge-file", `--marker-size=${markerSize}`, ...labels, ...paths];
    const { code } = await git.ask(args, conflictCodes);
    return { content: await readFile(ourPath), isClean: code === 0 };
  } catch (cause) {
    if (cause instanceof GitError) throw cause;
    throw new GitError("a merge needs temporary files", { said: (cause as Error).message });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** git exits with the number of conflicts, 127 for that many or more; what is above is an error. */
const conflictCodes = Array.from({ length: 128 }, (_, count) => count);
