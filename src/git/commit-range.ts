import type { Git } from "./git.ts";

/** Some commits of a history, by object IDs. */
export interface CommitRange {
  /** What the commits are reachable from. */
  readonly tips: readonly string[];
  /** What they are not reachable from; `parents`: just the tips themselves. */
  readonly without: readonly string[] | "parents";
}

/** A commit as a range lists it. */
export interface RangeCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly subject: string;
}

/** The commits of a range; parents come before their children. */
export async function commitsIn(
  git: Git,
  { tips, without }: CommitRange,
): Promise<readonly RangeCommit[]> {
  const limit = without === "parents" ? ["--no-walk=unsorted"] : ["--topo-order", "--reverse"];
  const excluded = without === "parents" ? [] : without.map(commit => `^${commit}`);
  const args = ["log", "-z", "--format=%H%x00%P%x00%T%x00%s", ...limit, ...plain];
  const fields = (await git.run([...args, ...tips, ...excluded])).split("\0");
  const commits: RangeCommit[] = [];
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const [commit = "", parents = "", tree = "", subject = ""] = fields.slice(i, i + 4);
    const list = parents === "" ? [] : parents.split(" ");
    commits.push({ commit, parents: list, tree, subject });
  }
  return commits;
}

const plain = ["--encoding=UTF-8", "--no-color", "--no-show-signature"];

/** The best common ancestors of two commits; none where their histories are unrelated. */
export async function mergeBases(git: Git, a: string, b: string): Promise<readonly string[]> {
  const { output } = await git.ask(["merge-base", "--all", a, b], [0, 1]);
  return output.split("\n").filter(line => line !== "");
}
