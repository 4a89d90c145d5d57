import { findBlobs, readBlobs, type TreePlace } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { type FileVersion, type RecordReader, recordReader } from "../history/record-reader.ts";
import { limits } from "../limits.ts";
import type { Excerpt, Excerpts, MarkedText, ReviewItem } from "../model/excerpt.ts";
import type { Step } from "../model/lineage.ts";
import type { LeftBehind, ReviewedCommit } from "../model/review.ts";
import { decode } from "../snapshots/records.ts";
import { type ChangedPair, changedPairs } from "./changed-pairs.ts";
import type { CommitFiles } from "./commit-files.ts";
import { markFinder } from "./marks.ts";
import type { ReviewMade } from "./review.ts";

/**
 * Finds the lines behind all that a review tells: what a commit made of a file; of a session that
 * was left behind the line that names the retired ID, and the record of the migration. The number
 * of processes does not depend on how much is told. Where the lines stand in a file is looked for
 * when they are asked for: of many records in one file, each excerpt takes as long as the file.
 */
export async function findExcerpts({ review, source, files }: ReviewMade): Promise<Excerpts> {
  const { git } = source.repository;
  const reader = recordReader(git, source.settings, source.known);
  const filesOf = new Map(files.map(one => [one.commit.commit, one]));
  const drafts = review.commits.flatMap(reviewed => {
    const own = filesOf.get(reviewed.commit);
    return own === undefined ? [] : draftsOf(reviewed, own, reader);
  });
  const places = drafts.flatMap(({ standing }) => standing);
  const versionAt = await findVersions(git, places);
  const standing = places.flatMap(place => versionAt(place) ?? []);
  const changed = drafts.flatMap(draft => draft.changed);
  const versions = [...standing, ...changed.flatMap(({ before, after }) => [before, after])];
  const readText = await readTexts(
    git,
    versions.flatMap(version => version?.blob ?? []),
  );
  await reader.load(standing);

  const marksOf = markFinder();
  const read = (
    item: ReviewItem,
    side: "before" | "after",
    version: FileVersion | undefined,
  ): MarkedText | undefined => {
    const text = version && readText(version.blob);
    if (version === undefined || text === undefined) return undefined;
    return { path: version.path, text, marks: marksOf(item, side, reader.recordsOf(version)) };
  };
  const finish = ({ item, changed, standing }: Draft): readonly Excerpt[] => [
    ...changed.flatMap(({ base, ...pair }): readonly Excerpt[] => {
      const before = read(item, "before", pair.before);
      const after = read(item, "after", pair.after);
      if (before === undefined && after === undefined) return [];
      return [{ kind: "change", base, before, after }];
    }),
    ...standing.flatMap((place): readonly Excerpt[] => {
      const { commit, meant } = place;
      const text = read(meant, "after", versionAt(place));
      if (text === undefined) return [];
      return [{ kind: "standing", holder: "finding" in meant ? "session" : "task", commit, text }];
    }),
  ];
  const draftOf = new Map(drafts.map(draft => [draft.item, draft]));
  return item => {
    const draft = draftOf.get(item);
    return draft === undefined ? [] : finish(draft);
  };
}

/** What is to be read for one thing that a review tells. */
interface Draft {
  readonly item: ReviewItem;
  readonly changed: readonly ChangedPair[];
  readonly standing: readonly StandingPlace[];
}

interface StandingPlace extends TreePlace {
  /** The session that stands there, or the migration whose record does. */
  readonly meant: LeftBehind | Step;
}

function draftsOf(
  { commit, migrations, followed, leftBehind, repointed }: ReviewedCommit,
  files: CommitFiles,
  reader: RecordReader,
): readonly Draft[] {
  const placesOf = (steps: readonly Step[]): readonly StandingPlace[] =>
    steps.map(step => {
      const { file, commit: moved = commit } = step.evidence;
      return { commit: moved, path: file, meant: step };
    });
  return [
    ...[...migrations, ...followed, ...repointed].map((item): Draft => {
      const isLate = "cause" in item && item.cause === "fix";
      const standing = isLate ? placesOf(item.steps) : [];
      return { item, changed: changedPairs(item, files, reader), standing };
    }),
    ...leftBehind.map((item): Draft => {
      const { place, steps } = item.finding;
      const own = { commit, path: place.file, meant: item };
      return { item, changed: [], standing: [own, ...placesOf(steps)] };
    }),
  ];
}

/** git takes one place a line: a path with a line break cannot be asked for. */
async function findVersions(
  git: Git,
  places: readonly TreePlace[],
): Promise<(place: TreePlace) => FileVersion | undefined> {
  const keyOf = ({ commit, path }: TreePlace): string => `${commit}:${path}`;
  const asked = new Map(
    places.flatMap(place => (place.path.includes("\n") ? [] : [[keyOf(place), place]])),
  );
  const blobs = await findBlobs(git, [...asked.values()]);
  const found = new Map([...asked.keys()].map((key, i) => [key, blobs[i]]));
  return place => {
    const blob = found.get(keyOf(place));
    return blob === undefined ? undefined : { path: place.path, blob };
  };
}

/** Blobs as text; those that are too large or no UTF-8 are none. */
async function readTexts(
  git: Git,
  blobs: readonly string[],
): Promise<(blob: string) => string | undefined> {
  const texts = new Map<string, string>();
  for (const [blob, content] of await readBlobs(git, blobs, limits.fileBytes)) {
    const text = Buffer.isBuffer(content) ? decode(content) : undefined;
    if (text !== undefined) texts.set(blob, text);
  }
  return blob => texts.get(blob);
}
