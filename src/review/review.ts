import { settingsOfCommit } from "../config/load.ts";
import { commitsIn, type RangeCommit } from "../git/commit-range.ts";
import { type Repository, shallowCommits } from "../git/repository.ts";
import { ancestryOf } from "../history/file-history.ts";
import { recordReader, versionsOf } from "../history/record-reader.ts";
import type { Review, ReviewedCommit } from "../model/review.ts";
import type { Settings } from "../model/settings.ts";
import { type CommitFiles, commitFiles } from "./commit-files.ts";
import { explainedChanges, type Source } from "./explained-changes.ts";
import { findLeftBehind } from "./left-behind.ts";
import { migrationsIn } from "./migrations.ts";
import { rangeNamed } from "./range.ts";

/** A review, and what it was made of. */
export interface ReviewMade {
  readonly review: Review;
  readonly source: Source;
  readonly files: readonly CommitFiles[];
}

/**
 * Tells what the commits of a range did to associations (CONTRACT section 5): the tasks that moved,
 * the sessions that followed, were left behind, or were pointed at another task by hand. A merge is
 * judged by what it adds to the automatic one; what it leaves behind, against its parents.
 *
 * @param range `A..B`, `A...B`, or one revision for that commit alone
 * @param given settings to use instead of those of the side that receives the commits
 * @throws UsageError when a revision names no commit
 */
export async function review(
  repository: Repository,
  range = "HEAD",
  given?: Settings,
): Promise<Review> {
  return (await makeReview(repository, range, given)).review;
}

/** The same, with what it was made of: for those who show the lines behind it. */
export async function makeReview(
  repository: Repository,
  range = "HEAD",
  given?: Settings,
): Promise<ReviewMade> {
  const { git } = repository;
  const { tips, without } = await rangeNamed(git, range);
  const all = await commitsIn(git, { tips, without });
  // The side that receives the commits judges them (CONTRACT section 2).
  const [receiver = tips.at(-1)] = without === "parents" ? (all[0]?.parents ?? []) : without;
  const settings = given ?? (await settingsOfCommit(repository, receiver));
  const source: Source = { repository, settings, known: new Map() };
  const edge = repository.isShallow ? await shallowCommits(repository) : new Set<string>();
  const isJudged = ({ commit }: RangeCommit): boolean => !edge.has(commit);
  const files = await commitFiles(git, settings, all.filter(isJudged));

  const told = new Map<string, ReviewedCommit>();
  const isWithin = ancestryOf(all.toReversed());
  for (const tip of tips) {
    const isOwn = ({ commit }: CommitFiles): boolean => isWithin(commit.commit, tip);
    const own = tips.length === 1 ? files : files.filter(isOwn);
    if (own.length === 0) continue;
    for (const one of await reviewLine(source, tip, all, own, isWithin)) told.set(one.commit, one);
  }
  const result: Review = {
    range,
    commits: all.flatMap(({ commit }) => told.get(commit) ?? []),
    size: all.length,
    unjudged: all.filter(one => !isJudged(one)).map(({ commit }) => commit),
    withoutAutomaticMerge: files.flatMap(({ commit, perParent }) =>
      perParent !== undefined && commit.parents.length === 2 ? [commit.commit] : [],
    ),
  };
  return { review: result, source, files };
}

/** The commits that end in one tip. */
async function reviewLine(
  source: Source,
  tip: string,
  commits: readonly RangeCommit[],
  touching: readonly CommitFiles[],
  isWithin: (ancestor: string, descendant: string) => boolean,
): Promise<readonly ReviewedCommit[]> {
  const { repository, settings, known } = source;
  const reader = recordReader(repository.git, settings, known);
  const changed = touching.flatMap(({ files, perParent = [] }) => [...files, ...perParent.flat()]);
  await reader.load([...versionsOf(changed, "before"), ...versionsOf(changed, "after")]);

  const changes = await explainedChanges(source, reader, tip, touching);
  const line = { tip, commits, touching: touching.map(({ commit }) => commit), isWithin };
  const leftBehind = await findLeftBehind(source, line, changes);
  return touching.flatMap((one): ReviewedCommit[] => {
    const { commit, subject } = one.commit;
    const explained = changes.get(commit) ?? [];
    const reviewed = {
      commit,
      subject,
      migrations: migrationsIn(one, reader),
      followed: explained.filter(({ cause }) => cause !== "by-hand"),
      leftBehind: leftBehind.get(commit) ?? [],
      repointed: explained.filter(({ cause }) => cause === "by-hand"),
    };
    const { migrations, followed, repointed } = reviewed;
    const all = [migrations, followed, reviewed.leftBehind, repointed];
    return all.some(some => some.length > 0) ? [reviewed] : [];
  });
}
