import type { Git } from "./git.ts";

/**
 * The lines of the working tree's files that match, tracked or not, ignored ones left out. One
 * process, whatever the number of files: git reads them in threads.
 * @param pattern an extended regular expression
 * @param bases paths from the repository's top; `""` is all of it
 */
export async function findLines(
  git: Git,
  pattern: string,
  bases: readonly string[],
): Promise<readonly { readonly path: string; readonly line: string }[]> {
  const plain = ["--no-color", "--no-line-number", "--no-column", "--no-recurse-submodules"];
  const paths = bases.map(base => (base === "" ? "." : base));
  const args = ["grep", "-z", "-I", "-E", ...plain, "--untracked", "-e", pattern, "--", ...paths];
  const { output } = await git.ask(args, [0, 1]);
  return output.split("\n").flatMap(row => {
    const end = row.indexOf("\0");
    return end < 0 ? [] : [{ path: row.slice(0, end), line: row.slice(end + 1) }];
  });
}
