import { WriteError } from "../errors.ts";
import { writeBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { parseIndex } from "../snapshots/listing.ts";
import type { FileEdit } from "./edit.ts";

/** An index entry whose blob was replaced. */
export interface Replacement {
  readonly path: string;
  readonly mode: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Stages edited contents, without reading the working tree. The index is replaced as a whole, by
 * git, under its lock.
 * @throws WriteError when an entry is not what it was when it was read
 */
export async function applyToIndex(
  git: Git,
  edits: readonly FileEdit[],
): Promise<readonly Replacement[]> {
  const oids = await writeBlobs(
    git,
    edits.map(edit => edit.after),
  );
  const replacements = edits.map(({ entry }, i): Replacement => {
    const { path, mode = "", oid: before = "" } = entry;
    return { path, mode, before, after: oids[i] ?? "" };
  });
  await refuseChanged(git, replacements);
  const lines = replacements.map(({ mode, after, path }) => `${mode} ${after} 0\t${path}\0`);
  await git.run(["update-index", "-z", "--index-info"], { input: lines.join("") });

  // A new entry has lost the mark that keeps it out of a sparse checkout.
  const skipped = edits.filter(({ entry }) => entry.isSkipped).map(({ entry }) => entry.path);
  if (skipped.length > 0) {
    const input = skipped.map(path => `${path}\0`).join("");
    await git.run(["update-index", "--skip-worktree", "-z", "--stdin"], { input });
  }
  return replacements;
}

/**
 * Has git compare the new entries with the working tree, which needs to be rewritten by then.
 * Without it `git merge --abort` takes the files for edited and refuses.
 */
export async function refreshIndex(git: Git): Promise<void> {
  // 1: some files differ from the index, which is theirs to do.
  await git.ask(["update-index", "-q", "--refresh"], [0, 1]);
}

/** git compares each file of the index with each path, and a command line has an end. */
const mostPathspecs = 20;

async function refuseChanged(git: Git, replacements: readonly Replacement[]): Promise<void> {
  const paths = replacements.map(({ path }) => path);
  const some = paths.length > mostPathspecs ? [] : ["--", ...paths];
  const entries = parseIndex(await git.run(["ls-files", "-s", "-t", "-z", ...some]));
  const current = new Map(entries.map(({ path, oid }) => [path, oid]));
  for (const { path, before } of replacements) {
    if (current.get(path) === before) continue;
    throw new WriteError(`${path} changed in the index while it was being fixed`, {
      hint: "nothing was written; run the same command again",
    });
  }
}
