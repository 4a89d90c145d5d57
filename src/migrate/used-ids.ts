import { readBlobs } from "../git/blobs.ts";
import { quotePattern } from "../git/id-patterns.ts";
import { commitsTouching } from "../git/log.ts";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type Backend, backendOf, parseQualifiedId, type QualifiedId } from "../model/task-id.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, decode, fileKinds, recordsIn } from "../snapshots/records.ts";
import type { TaskProject } from "./task-project.ts";

/** How many blobs are held at once. */
const blobsAtOnce = 10_000;

/**
 * Every ID of a backend that a task ever had: live, retired or outside, in the working tree or in
 * any commit that a branch, a tag or HEAD leads to. A branch that is not merged counts too: its
 * task would meet a second one with its ID in the merge.
 */
export async function usedIds(
  repository: Repository,
  tips: readonly string[],
  project: TaskProject,
  backend: Backend,
): Promise<ReadonlySet<QualifiedId>> {
  const { settings, tasks, history } = project;
  const named = [
    ...idsOf({ tasks }),
    ...history.steps.flatMap(({ from, to }) => [from, to]),
    ...(await idsInHistory(repository, tips, settings, backend)),
  ];
  return new Set(named.filter(id => backendOf(id) === backend));
}

async function idsInHistory(
  { git }: Repository,
  tips: readonly string[],
  settings: Settings,
  backend: Backend,
): Promise<readonly QualifiedId[]> {
  const everywhere = ["--branches", "--remotes", "--tags", ...tips];
  const paths = pathspecs(basesOf(settings.tasks));
  const pattern = quotePattern(`${backend}#`);
  const commits = await commitsTouching(git, everywhere, [pattern], paths, "file");
  const kindOf = fileKinds(settings);
  // What a commit removes, an earlier one added.
  const pathByOid = new Map(
    commits
      .flatMap(({ files }) => files)
      .flatMap(({ path, after }): [string, string][] =>
        after === undefined || kindOf(path) !== "task" ? [] : [[after, path]],
      ),
  );
  const oids = [...pathByOid.keys()];
  const ids: QualifiedId[] = [];
  for (let read = 0; read < oids.length; read += blobsAtOnce) {
    const some = oids.slice(read, read + blobsAtOnce);
    const contents = [...(await readBlobs(git, some, limits.fileBytes))].flatMap(
      ([oid, content]) =>
        Buffer.isBuffer(content) ? [{ entry: { path: pathByOid.get(oid) ?? "" }, content }] : [],
    );
    const records = recordsIn(contents, settings);
    const unreadable = new Set(records.problems.map(({ file }) => file));
    for (const id of idsOf(records)) ids.push(id);
    for (const { entry, content } of contents) {
      if (!unreadable.has(entry.path)) continue;
      for (const id of idsInText(decode(content) ?? "", backend)) ids.push(id);
    }
  }
  return ids;
}

function idsOf({ tasks }: Pick<Records, "tasks">): readonly QualifiedId[] {
  return tasks.flatMap(({ id, migratedFrom, migratedTo }) => [
    id,
    ...migratedFrom.map(former => former.id),
    ...(migratedTo === undefined ? [] : [migratedTo.id]),
  ]);
}

/**
 * Unreadable is not empty: what looks like an ID in such a file counts as one. From each `#` on to both
 * sides: whoever looks for the beginning first tries each letter of a million, in vain.
 */
export function idsInText(text: string, backend: Backend): readonly QualifiedId[] {
  const ids: QualifiedId[] = [];
  let end = 0;
  for (let hash = text.indexOf("#"); hash >= 0; hash = text.indexOf("#", hash + 1)) {
    let start = hash;
    while (start > end && /[A-Za-z0-9_-]/.test(text[start - 1] ?? "")) start--;
    while (start < hash && !/[A-Za-z]/.test(text[start] ?? "")) start++;
    if (start === hash) continue;
    let stop = hash + 1;
    while (stop < text.length && !/[\s#,"'[\]{}]/.test(text[stop] ?? "")) stop++;
    if (stop === hash + 1) continue;
    end = stop;
    const id = parseQualifiedId(text.slice(start, stop));
    if (id !== undefined && backendOf(id) === backend) ids.push(id);
  }
  return ids;
}
