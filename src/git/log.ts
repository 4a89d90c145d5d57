import { type CommitPair, changesOf } from "./diff-pairs.ts";
import type { Git } from "./git.ts";
import { patternFor } from "./id-patterns.ts";
import { type FileChange, parseChange } from "./raw-diff.ts";

/** What a commit changed among some files. A merge is judged by what no parent has. */
export interface CommitChange {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly files: readonly FileChange[];
}

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
  // Attributes that make git treat a file as binary, or convert it first, hide lines from -G.
  const whole = scope === "commit" ? ["--pickaxe-all"] : [];
  const search = [
    `-G${patternFor(patterns)}`,
    ...whole,
    "--text",
    "--no-textconv",
    "--no-ext-diff",
  ];
  return readLog(git, ["log", ...walk, ...search, ...tips, ...paths]);
}

/** All sides of merges, newest first, as raw diffs, whatever the user's configuration says. */
const walk = [
  // With one path, `log.follow` would go after renames, and leave out other commits.
  "--no-follow",
  "--topo-order",
  "--full-history",
  "-c",
  "--root",
  "--format=%H %P",
  "--raw",
  "-z",
  "--no-abbrev",
  "--no-renames",
  "--no-color",
  "--no-show-signature",
];

/**
 * The whole history of some paths: every commit that changed one of them, and every merge, with
 * the nearest such ancestors as parents; children come before their parents. Only trees are
 * compared, no contents.
 *
 * @param tips where to start; no tips, no commits
 * @param paths pathspec arguments
 */
export async function historyOf(
  git: Git,
  tips: readonly string[],
  paths: readonly string[],
): Promise<readonly CommitChange[]> {
  if (tips.length === 0) return [];
  return readLog(git, ["log", "--parents", ...walk, ...tips, ...paths]);
}

/** As `commitsTouching`, for all commits that change something, and are not part of some others' history. */
export async function commitsSince(
  git: Git,
  tips: readonly string[],
  others: readonly string[],
  paths: readonly string[],
): Promise<readonly CommitChange[]> {
  if (tips.every(tip => others.includes(tip))) return [];
  const excluded = others.map(commit => `^${commit}`);
  return readLog(git, ["log", ...walk, ...tips, ...excluded, ...paths]);
}

/** The newest commit of `historyOf` that a commit descends from, or is; none before there is one. */
export async function newestIn(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<string | undefined> {
  const args = ["rev-list", "-1", "--topo-order", "--full-history", "--parents", commit, ...paths];
  return (await git.run(args)).split(/\s/)[0] || undefined;
}

/**
 * What commits changed compared with each of their parents, in the parents' order; a root commit has
 * one side. A parent that does not differ has a side without files.
 * @param commits may be found out while git starts
 */
export async function changesToParents(
  git: Git,
  commits: Commits | Promise<Commits>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly FileChange[])[]>> {
  const pairs = "then" in commits ? commits.then(pairsOf) : pairsOf(commits);
  const changes = await changesOf(git, pairs, paths);
  const sides = new Map<string, (readonly FileChange[])[]>();
  for (const [i, { tip }] of (await pairs).entries()) {
    sides.set(tip, [...(sides.get(tip) ?? []), changes[i] ?? []]);
  }
  return sides;
}

type Commits = readonly Pick<CommitChange, "commit" | "parents">[];

function pairsOf(commits: Commits): readonly CommitPair[] {
  return commits.flatMap(({ commit: tip, parents }) =>
    (parents.length === 0 ? [undefined] : parents).map(base => ({ tip, base })),
  );
}

/** Who made a commit, and when. */
export interface CommitAuthor {
  /** `Name <email>` */
  readonly author: string;
  /** When it was written, in strict ISO 8601 with an offset, in UTC too. */
  readonly date: string;
}

/** The authors of some commits, with one process. */
export async function authorsOf(
  git: Git,
  commits: readonly string[],
): Promise<ReadonlyMap<string, CommitAuthor>> {
  if (commits.length === 0) return new Map();
  const format = "--format=%H%x00%an <%ae>%x00%aI";
  const args = [
    "log",
    "--no-walk=unsorted",
    "--no-show-signature",
    "--no-color",
    format,
    "--stdin",
  ];
  const output = await git.run(args, { input: `${commits.join("\n")}\n` });
  return new Map(
    output
      .trimEnd()
      .split("\n")
      .map(line => {
        const [commit = "", author = "", date = ""] = line.split("\0");
        // git since 2.45 writes `Z` for UTC, as no other zone.
        return [commit, { author, date: date.replace(/Z$/, "+00:00") }];
      }),
  );
}

/** A commit with its parents, then its changes as headers and paths in turns. */
async function readLog(git: Git, args: readonly string[]): Promise<readonly CommitChange[]> {
  const changes: (CommitChange & { readonly files: FileChange[] })[] = [];
  let header: readonly string[] | undefined;
  await eachToken(git.stream(args), token => {
    if (header !== undefined) {
      changes.at(-1)?.files.push(parseChange(header, token.toString()));
      header = undefined;
      return;
    }
    const words = wordsIn(token);
    const [first, ...parents] = words;
    if (first?.startsWith(":")) header = words;
    else if (first !== undefined) changes.push({ commit: first, parents, files: [] });
  });
  return changes;
}

/** What stands between zeros, one after the other. */
async function eachToken(
  pieces: AsyncIterable<Buffer>,
  visit: (token: Buffer) => void,
): Promise<void> {
  let rest: Buffer | undefined;
  for await (const piece of pieces) {
    const bytes = rest === undefined ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
      visit(bytes.subarray(at, end));
      at = end + 1;
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined;
  }
  if (rest !== undefined) visit(rest);
}

/** Each a string of its own: a part of a text keeps all of the text in memory. */
function wordsIn(bytes: Buffer): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const start = at;
    while (at < bytes.length && !isBlank(bytes[at])) at++;
    if (at > start) words.push(bytes.toString("latin1", start, at));
  }
  return words;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a;
}
