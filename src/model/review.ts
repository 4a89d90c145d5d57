import type { Reported } from "./finding.ts";
import type { Step } from "./lineage.ts";
import type { Reference } from "./record.ts";

/** What a range of commits did to associations. */
export interface Review {
  /** As the user named it. */
  readonly range: string;
  /** How many commits it has. */
  readonly size: number;
  /** Those that did something to associations, parents before children. */
  readonly commits: readonly ReviewedCommit[];
  /** Commits of which nothing can be said: their parents are missing in a shallow clone. */
  readonly unjudged: readonly string[];
}

/** A merge is judged by what it adds to git's automatic merge, and by what it leaves behind. */
export interface ReviewedCommit {
  readonly commit: string;
  readonly subject: string;
  /** The tasks that it moved. */
  readonly migrations: readonly Step[];
  /** Sessions whose reference followed its task. */
  readonly followed: readonly Repointed[];
  /** Sessions that name a retired ID since this commit. */
  readonly leftBehind: readonly LeftBehind[];
  /** Sessions that were pointed at another task, which no migration explains. */
  readonly repointed: readonly Repointed[];
}

/** A session whose reference was changed. */
export interface Repointed {
  readonly session: string;
  readonly file: string;
  readonly from: Reference;
  readonly to: Reference;
  /** The migrations that explain it. */
  readonly steps: readonly Step[];
}

export interface LeftBehind {
  /** As `check` would report it in that commit. */
  readonly finding: StaleSession;
  /** It is still so at the end of the range. */
  readonly isLeft: boolean;
  /** The later commit of the range that made it follow, where one did. */
  readonly followedIn: string | undefined;
}

/** A stale reference of a session. */
export type StaleSession = Extract<Reported, { readonly code: "stale-task-id" }>;

/** Whether a session is left behind at the end. */
export function leavesBehind({ commits }: Review): boolean {
  return commits.some(({ leftBehind }) => leftBehind.some(({ isLeft }) => isLeft));
}

/** How many there are of each kind. */
export function summaryOfReview({ size, commits }: Review) {
  const leftBehind = commits.flatMap(commit => commit.leftBehind);
  const sum = (count: (commit: ReviewedCommit) => number): number =>
    commits.reduce((total, commit) => total + count(commit), 0);
  return {
    commits: size,
    migrations: sum(({ migrations }) => migrations.length),
    followed: sum(({ followed }) => followed.length),
    leftBehind: leftBehind.filter(({ isLeft }) => isLeft).length,
    /** Left behind by one commit and made good by a later one. */
    caughtUp: leftBehind.filter(({ isLeft }) => !isLeft).length,
    repointed: sum(({ repointed }) => repointed.length),
  };
}
