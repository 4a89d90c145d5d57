import { findBlobs, type TreePlace } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { buildLineage, type Lineage } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { RecordReader } from "./record-reader.ts";
import type { TaskTimeline } from "./task-timeline.ts";

/** A state of the repository, and the IDs that matter there. */
export interface PastQuestion {
  readonly commit: string;
  readonly ids: ReadonlySet<QualifiedId>;
}

/**
 * Reads what commits knew of some IDs: only the files that ever named one of them, with a constant
 * number of processes for all commits.
 * @returns the lineages, in the order of the questions; `undefined` where a file cannot be read
 */
export async function pastLineages(
  git: Git,
  reader: RecordReader,
  { links }: TaskTimeline,
  questions: readonly PastQuestion[],
): Promise<readonly (Lineage | undefined)[]> {
  const perQuestion = questions.map(({ commit, ids }) => {
    const paths = new Set([...ids].flatMap(id => [...links.filesNaming(id)]));
    return [...paths].map((path): TreePlace => ({ commit, path }));
  });
  const isReadable = ({ path }: TreePlace): boolean => !/[\r\n]/.test(path);
  const places = new Map(
    perQuestion
      .flat()
      .filter(isReadable)
      .map(place => [keyOf(place), place]),
  );
  const oids = await findBlobs(git, [...places.values()]);
  const blobs = new Map([...places.keys()].map((key, i) => [key, oids[i]]));
  const versionAt = (place: TreePlace) => {
    const blob = blobs.get(keyOf(place));
    return blob === undefined ? [] : [{ path: place.path, blob }];
  };
  await reader.load([...places.values()].flatMap(versionAt));
  return perQuestion.map(some => {
    const records = some.flatMap(versionAt).map(reader.recordsOf);
    const isKnown =
      some.every(isReadable) && records.every(({ problems }) => problems.length === 0);
    return isKnown ? buildLineage(records.flatMap(({ tasks }) => tasks)) : undefined;
  });
}

function keyOf({ commit, path }: TreePlace): string {
  return `${commit} ${path}`;
}
