import { WriteError } from "../errors.ts";
import type { Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { Fix } from "../model/verdict.ts";
import { decode, fileKinds } from "../snapshots/records.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { referencesIn } from "../yaml/read-file.ts";
import { rewriteText } from "../yaml/rewrite.ts";
import type { Plan } from "./plan.ts";

/** One file before and after its references are rewritten. */
export interface FileEdit {
  readonly entry: FileEntry;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly rewrites: readonly Fix[];
}

/**
 * Computes the new contents of all files of a plan; nothing is written yet.
 * @throws WriteError when a file is not what it was when the plan was made
 */
export async function prepareEdits(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  plan: Plan,
  settings: Settings,
): Promise<readonly FileEdit[]> {
  const planned = entries.filter(({ path }) => plan.has(path));
  const contents = await snapshot.read(planned);
  if (contents.length < planned.length) throw changed("a file", "disappeared");
  return contents.map(({ entry, content }) => {
    const rewrites = plan.get(entry.path) ?? [];
    const after = Buffer.isBuffer(content)
      ? rewriteAsPlanned(entry.path, content, rewrites, settings)
      : undefined;
    if (after === undefined) throw changed(entry.path, "changed");
    return { entry, before: content as Buffer, after, rewrites };
  });
}

/**
 * Makes the rewrites of a plan in a file.
 * @returns `undefined` where a reference does not stand there any more, or the file cannot be read
 */
export function rewriteAsPlanned(
  path: string,
  content: Buffer,
  rewrites: readonly Fix[],
  settings: Settings,
): Buffer | undefined {
  return rewriteContent(path, content, settings, references =>
    areStanding(references, rewrites) ? rewrites : undefined,
  );
}

/** Whether the references of a plan still stand where they stood. */
function areStanding(references: readonly Reference[], rewrites: readonly Fix[]): boolean {
  const starts = new Map(references.map(({ scalar }) => [scalar.span.start, scalar.text]));
  return rewrites.every(
    ({ reference: { scalar } }) => starts.get(scalar.span.start) === scalar.text,
  );
}

/**
 * Makes the same rewrites in another version of a file, where the same holders say the same.
 * Used for a working tree file with edits that are not staged.
 * @returns `undefined` where there is nothing to rewrite, or the file cannot be read
 */
export function rewriteLike(
  path: string,
  content: Buffer,
  rewrites: readonly Fix[],
  settings: Settings,
): Buffer | undefined {
  const byIdentity = new Map(rewrites.map(rewrite => [identityOf(rewrite.reference), rewrite]));
  const after = rewriteContent(path, content, settings, references =>
    references.flatMap(reference => {
      const planned = byIdentity.get(identityOf(reference));
      const isShared = reference.scalar.shared !== undefined;
      return planned === undefined || isShared ? [] : [{ ...planned, reference }];
    }),
  );
  return after?.equals(content) ? undefined : after;
}

/** Who says what: the same in two versions of a file, wherever it stands. */
function identityOf({ holder, key, scalar, backend }: Reference): string {
  return JSON.stringify([holder, key, scalar.text, backend?.scalar.text]);
}

function rewriteContent(
  path: string,
  content: Buffer,
  settings: Settings,
  choose: (references: readonly Reference[]) => readonly Fix[] | undefined,
): Buffer | undefined {
  const text = decode(content);
  const kind = fileKinds(settings)(path);
  if (text === undefined || kind === undefined) return undefined;
  const references = referencesIn(path, kind, text, settings);
  const rewrites = choose(references);
  if (rewrites === undefined) return undefined;
  return Buffer.from(rewriteText(text, rewrites, kind, settings, references), "utf8");
}

function changed(path: string, how: string): WriteError {
  return new WriteError(`${path} ${how} while it was being fixed; nothing was written`, {
    hint: "run the same command again",
  });
}
