import { type CheckResult, check } from "../check.ts";
import { settingsOfCommit } from "../config/load.ts";
import { subjectsOf } from "../git/log.ts";
import { type Repository, shallowCommits } from "../git/repository.ts";
import { openArchive } from "../history/archive.ts";
import { explainChanges } from "../history/explain-changes.ts";
import { historyPaths } from "../history/file-history.ts";
import type { Repointed, Review, ReviewedCommit } from "../model/review.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { type Added, addedChanges } from "./added-changes.ts";
import { leftBehindIn } from "./left-behind.ts";
import { migrationsIn } from "./migrations.ts";
import { parseRange } from "./range.ts";
import { changesOfSessions } from "./session-changes.ts";

/**
 * What a range of commits did to associations, commit by commit.
 *
 * @param range as `parseRange` reads it
 * @param settings what judges instead of the configuration that receives the commits
 * @throws UsageError for a range that names no commit, GitError where git is too old for its merges
 */
export async function review(
  repository: Repository,
  range?: string,
  settings?: Settings,
): Promise<Review> {
  const { git } = repository;
  const { label, tip, base, commits } = await parseRange(git, range);
  const judging = settings ?? (await settingsOfCommit(repository, base ?? tip));
  const cut = repository.isShallow ? await shallowCommits(repository) : new Set<string>();
  const added = await addedChanges(
    git,
    commits.filter(({ commit }) => !cut.has(commit)),
    historyPaths(judging),
  );

  const known = new Map();
  const checks = new Map<string, Promise<CheckResult>>();
  const checkOf = (commit: string): Promise<CheckResult> => {
    const found =
      checks.get(commit) ??
      check(repository, commitSnapshot(repository, commit), judging, { known });
    checks.set(commit, found);
    return found;
  };

  const archive = await openArchive(repository, judging, [tip]);
  const changes = await changesOfSessions(
    archive,
    added.map(({ change }) => change),
  );
  const { project } = await checkOf(tip);
  const explained = await explainChanges(
    archive,
    commitSnapshot(repository, tip),
    project,
    changes,
  );
  const migrations = await migrationsIn(
    archive,
    added.map(({ change }) => change),
  );
  const subjects = await subjectsOf(
    git,
    added.map(({ change }) => change.commit),
  );
  const following = explained.map(({ change }) => change).filter(({ steps }) => steps.length > 0);

  const reviewed: ReviewedCommit[] = [];
  for (const [i, { change, parents }] of added.entries()) {
    const { commit } = change;
    const own = explained.flatMap(({ change: one }): Repointed[] => {
      const { session, file, from, to, steps } = one;
      const isOwn = one.commit === commit && from !== undefined && to !== undefined;
      return isOwn ? [{ session, file, from, to, steps }] : [];
    });
    const later = new Set(added.slice(i + 1).map((next: Added) => next.change.commit));
    reviewed.push({
      commit,
      subject: subjects.get(commit) ?? "",
      migrations: migrations[i] ?? [],
      followed: own.filter(({ steps }) => steps.length > 0),
      repointed: own.filter(({ steps }) => steps.length === 0),
      leftBehind: await leftBehindIn(
        commit,
        parents,
        tip,
        checkOf,
        following.filter(one => later.has(one.commit)),
      ),
    });
  }
  return {
    range: label,
    size: commits.length,
    commits: reviewed.filter(isTelling),
    unjudged: commits.flatMap(({ commit }) => (cut.has(commit) ? [commit] : [])),
  };
}

function isTelling({ migrations, followed, leftBehind, repointed }: ReviewedCommit): boolean {
  return [migrations, followed, leftBehind, repointed].some(items => items.length > 0);
}
