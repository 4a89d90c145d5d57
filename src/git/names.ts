import type { Git } from "./git.ts";
import { records } from "./raw-diff.ts";

/** The short names of branches, tags and remote branches. */
export async function refNames(git: Git): Promise<readonly string[]> {
  const kinds = ["refs/heads", "refs/tags", "refs/remotes"];
  const output = await git.run(["for-each-ref", "--format=%(refname:short)", ...kinds]);
  return output.split("\n").filter(name => name !== "");
}

/** The files of the working tree at or below some paths, tracked or not, ignored ones left out. */
export async function fileNames(git: Git, bases: readonly string[]): Promise<readonly string[]> {
  const which = ["--cached", "--others", "--exclude-standard"];
  const paths = bases.map(base => (base === "" ? "." : base));
  const output = await git.run(["ls-files", "-z", ...which, "--", ...paths]);
  return records(output);
}
