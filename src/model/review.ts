import type { ExplainedChange } from "./association-change.ts";
import type { Reported } from "./finding.ts";
import type { Step } from "./lineage.ts";

/** What the commits of a range did to associations. */
export interface Review {
  /** As it was asked for. */
  readonly range: string;
  /** The commits that did something, oldest first. */
  readonly commits: readonly ReviewedCommit[];
  /** How many commits the range has. */
  readonly size: number;
  /** Commits at the edge of a shallow clone: what they changed is not known. */
  readonly unjudged: readonly string[];
  /** Merges of two that were judged by what no parent has: git could not merge them by itself. */
  readonly withoutAutomaticMerge: readonly string[];
}

export interface ReviewedCommit {
  readonly commit: string;
  readonly subject: string;
  /** The tasks that moved in it. */
  readonly migrations: readonly Step[];
  /** Sessions that it made follow their tasks. */
  readonly followed: readonly ExplainedChange[];
  /** Sessions that name a retired ID since. */
  readonly leftBehind: readonly LeftBehind[];
  /** Sessions that it pointed at another task: no migration explains it. */
  readonly repointed: readonly ExplainedChange[];
}

/** A session that a commit left behind. */
export interface LeftBehind {
  readonly session: string;
  /** As it stood in that commit. */
  readonly finding: StaleFinding;
  /** The later commit of the range that made it follow. */
  readonly followedIn: string | undefined;
  /** Where it still is so at the end of the range; it may also be gone, or name another task. */
  readonly atEnd: StaleFinding | undefined;
}

export type StaleFinding = Extract<Reported, { code: "stale-task-id" }>;

export function isStaleSession(finding: Reported): finding is StaleFinding {
  return finding.code === "stale-task-id" && finding.holder.kind === "session";
}

export function isStillLeftBehind({ followedIn, atEnd }: LeftBehind): boolean {
  return followedIn === undefined && atEnd !== undefined;
}

/** Whether a session is left behind at the end of the range that must not be. */
export function failsReview({ commits }: Review): boolean {
  return commits.some(({ leftBehind }) =>
    leftBehind.some(one => isStillLeftBehind(one) && one.finding.severity === "error"),
  );
}

/** How much there is of everything. */
export function countReview({ commits, size, unjudged }: Review) {
  const sum = (countIn: (commit: ReviewedCommit) => number): number =>
    commits.reduce((total, commit) => total + countIn(commit), 0);
  return {
    commits: size,
    changing: commits.length,
    unjudged: unjudged.length,
    migrations: sum(({ migrations }) => migrations.length),
    followed: sum(({ followed }) => followed.length),
    leftBehind: sum(({ leftBehind }) => leftBehind.length),
    stillLeftBehind: sum(({ leftBehind }) => leftBehind.filter(isStillLeftBehind).length),
    repointed: sum(({ repointed }) => repointed.length),
  };
}

/** What stands at a finding's reference: the same at the same one elsewhere. */
export function sayingOf({ key, taskId }: StaleFinding): string {
  return JSON.stringify([key, taskId]);
}
