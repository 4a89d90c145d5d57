import { findBlobs, type TreePlace } from "../git/blobs.ts";
import { buildLineage, type Lineage } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Archive } from "./archive.ts";
import type { TaskTimeline } from "./task-timeline.ts";

/** A state of the repository, and the IDs that matter there. */
export interface PastQuestion {
  readonly commit: string;
  readonly ids: ReadonlySet<QualifiedId>;
}

/**
 * Reads what commits knew of some IDs: only the files that ever named one of them, with a constant
 * number of processes for all commits.
 * @returns answers these questions; `undefined` where a file could not be read
 */
export async function pastLineages(
  { git, reader }: Archive,
  { links }: TaskTimeline,
  questions: readonly PastQuestion[],
): Promise<(question: PastQuestion) => Lineage | undefined> {
  const placesFor = ({ commit, ids }: PastQuestion): readonly TreePlace[] => {
    const paths = new Set([...ids].flatMap(id => [...links.filesNaming(id)]));
    return [...paths].map(path => ({ commit, path }));
  };
  // git reads one place a line.
  const isReadable = ({ path }: TreePlace): boolean => !/[\r\n]/.test(path);
  const places = new Map(
    questions
      .flatMap(placesFor)
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
  return question => {
    const asked = placesFor(question);
    const records = asked.flatMap(versionAt).map(reader.recordsOf);
    const isKnown =
      asked.every(isReadable) && records.every(({ problems }) => problems.length === 0);
    return isKnown ? buildLineage(records.flatMap(({ tasks }) => tasks)) : undefined;
  };
}

function keyOf({ commit, path }: TreePlace): string {
  return `${commit} ${path}`;
}
