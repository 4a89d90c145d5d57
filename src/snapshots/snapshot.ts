import type { FileChange } from "../git/raw-diff.ts";
import type { ProblemReason } from "../model/record.ts";

/** A state of the repository's files: the working tree, the index, a commit, or a merge to come. */
export interface Snapshot {
  /** As CONTRACT section 5 prints it: `worktree`, `index`, `commit:<oid>`, `merge:<oid>+<oid>`. */
  readonly label: string;
  /** The commits whose history leads to this snapshot: none before the first commit. */
  readonly tips: readonly string[];
  /** Of the index: whether nobody has written it since the snapshot was made. */
  isCurrent?(): boolean;
  /** Of a merge to come: the paths that git cannot merge on its own, whatever lies there. */
  readonly conflicts?: readonly string[];
  /**
   * Regular files at or below some paths. Symbolic links and submodules are left out.
   * @param bases paths without wildcards; `""` is the whole repository
   */
  list(bases: readonly string[]): Promise<readonly FileEntry[]>;
  /** The contents of files that `list` returned, in their order; a vanished file is left out. */
  read(entries: readonly FileEntry[]): Promise<readonly FileContent[]>;
  /** The files at or below some paths in which this snapshot differs from one of its tips. */
  changesSince(tip: string, bases: readonly string[]): Promise<readonly FileChange[]>;
  /**
   * What may differ from a commit at or below some paths; more may be named than does. Absent, or
   * `undefined`, where that cannot be told without reading the files.
   * @throws GitError where the commit is not there
   */
  differencesFrom?(commit: string, bases: readonly string[]): Promise<Differences | undefined>;
}

export interface Differences {
  /** Also those of files that are gone. */
  readonly paths: readonly string[];
  /** The regular files that stand at these paths now, or may stand there, as `list` names them. */
  readonly entries: readonly FileEntry[];
}

export interface FileEntry {
  /** From the top of the repository, with `/`. */
  readonly path: string;
  /** Absent in the working tree, and where a merge left the file in conflict. */
  readonly oid?: string;
  readonly mode?: string;
  /** Outside a sparse checkout: in the index, but not in the working tree. */
  readonly isSkipped?: boolean;
}

export interface FileContent {
  readonly entry: FileEntry;
  readonly content: Buffer | ProblemReason;
}
