import type { Git } from "./git.ts";
import { type FileChange, parseRaw } from "./raw-diff.ts";

/** What a commit changed among some files. A merge is judged by what no parent has. */
export interface CommitChange {
  readonly commit: string;
  readonly files: readonly FileChange[];
}

/** Beyond this length a list of IDs makes the search slower than the IDs save. */
const longestPattern = 4000;

/**
 * The commits that added or removed a line with one of some IDs, newest first. All sides of
 * merges are walked. Renames are not detected here: git gives up silently on more files than
 * `diff.renameLimit` (FIELD-NOTES, git 11).
 *
 * @param tips where to start, or options that name many (`--branches`); no tips, no commits
 * @param patterns extended regular expressions
 * @param paths pathspec arguments that limit the search
 * @param scope whether to name all files of such a commit, or those with such a line only
 */
export async function commitsTouching(
  git: Git,
  tips: readonly string[],
  patterns: readonly string[],
  paths: readonly string[],
  scope: "commit" | "file" = "commit",
): Promise<readonly CommitChange[]> {
  if (tips.length === 0) return [];
  const joined = patterns.join("|");
  const pattern = joined.length > longestPattern ? "[A-Za-z][A-Za-z0-9_-]*#" : joined;
  const walk = ["--topo-order", "--full-history", "-c", "--root"];
  const output = [
    "--format=%H",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-color",
    "--no-show-signature",
  ];
  // Attributes that make git treat a file as binary, or convert it first, hide lines from -G.
  const whole = scope === "commit" ? ["--pickaxe-all"] : [];
  const search = [`-G${pattern}`, ...whole, "--text", "--no-textconv", "--no-ext-diff"];
  return parseLog(await git.run(["log", ...walk, ...output, ...search, ...tips, ...paths]));
}

function parseLog(output: string): readonly CommitChange[] {
  const tokens = output.split("\0").filter(token => token !== "");
  const changes: CommitChange[] = [];
  for (let i = 0; i < tokens.length; ) {
    const commit = tokens[i] ?? "";
    let end = i + 1;
    while (tokens[end]?.trimStart().startsWith(":")) end += 2;
    changes.push({ commit, files: parseRaw(tokens.slice(i + 1, end)) });
    i = end;
  }
  return changes;
}

/** An ID as an extended regular expression that matches just it. */
export function quotePattern(text: string): string {
  return text.replace(/[.[\]{}()*+?^$|\\]/g, "\\$&");
}
