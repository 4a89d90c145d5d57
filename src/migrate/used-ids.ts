import { readBlobs } from "../git/blobs.ts";
import { commitsTouching, quotePattern } from "../git/log.ts";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Project } from "../model/project.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type Backend, backendOf, parseQualifiedId, type QualifiedId } from "../model/task-id.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, decode, fileKinds, recordsIn } from "../snapshots/records.ts";

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
  project: Project,
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
      if (unreadable.has(entry.path)) ids.push(...idsInText(content, backend));
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

/** Unreadable is not empty: what looks like an ID in such a file counts as one. */
function idsInText(content: Buffer, backend: Backend): readonly QualifiedId[] {
  const found = (decode(content) ?? "").matchAll(/[A-Za-z][A-Za-z0-9_-]*#[^\s#,"'[\]{}]+/g);
  return [...found].flatMap(([text]) => {
    const id = parseQualifiedId(text);
    return id !== undefined && backendOf(id) === backend ? [id] : [];
  });
}
