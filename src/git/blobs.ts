import { GitError } from "../errors.ts";
import type { Environment } from "./child.ts";
import { fastImport } from "./fast-import.ts";
import type { Git } from "./git.ts";
import { lookUp } from "./look-up.ts";

/** Fewer blobs than these are not worth a second process. */
const worthTwo = 4000;

/**
 * Reads blobs with one process, whatever their number.
 * @param oids object IDs; repeated ones are read once
 * @param limit blobs of more bytes are not kept
 * @returns each blob's content by its object ID, or its size where that is over the limit
 */
export async function readBlobs(
  git: Git,
  oids: Iterable<string>,
  limit: number,
): Promise<ReadonlyMap<string, Buffer | number>> {
  const unique = [...new Set(oids)];
  const contents = new Map<string, Buffer | number>();
  await readPart(git, unique, limit, (i, content) => contents.set(unique[i] ?? "", content));
  return contents;
}

/**
 * Reads blobs one after the other, with two processes at most: git reads a pack in one thread. Only
 * those that are here: a partial clone would fetch the others one by one.
 * @param visit is told which of the object IDs it is, and the content, or the size of one over the
 *   limit; a content may share memory with others
 */
export async function eachBlob(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: (index: number, content: Buffer | number) => void,
): Promise<void> {
  const half = oids.length < worthTwo ? oids.length : oids.length >> 1;
  await Promise.all([
    readPart(git, oids.slice(0, half), limit, visit, onlyHere),
    readPart(git, oids.slice(half), limit, (i, content) => visit(half + i, content), onlyHere),
  ]);
}

/** git before 2.44 does not know the first, and fails where it may speak no protocol. */
const onlyHere = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "" };

/** `<oid> SP <type> SP <size> LF <content> LF`, once for each object (git-cat-file, BATCH OUTPUT). */
async function readPart(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: (index: number, content: Buffer | number) => void,
  env?: Environment,
): Promise<void> {
  if (oids.length === 0) return;
  let index = 0;
  let rest: Buffer | undefined;
  /** Of a content that is too large to be kept: how many bytes are still to come. */
  let skipped = 0;
  for await (const piece of git.stream(
    ["cat-file", "--batch", "--buffer"],
    `${oids.join("\n")}\n`,
    env,
  )) {
    let bytes = rest === undefined ? piece : Buffer.concat([rest, piece]);
    rest = undefined;
    if (skipped > 0) {
      const passed = Math.min(skipped, bytes.length);
      skipped -= passed;
      bytes = bytes.subarray(passed);
    }
    let at = 0;
    while (at < bytes.length) {
      const headerEnd = bytes.indexOf(lineFeed, at);
      if (headerEnd < 0) break;
      const size = sizeIn(bytes, at, headerEnd);
      const start = headerEnd + 1;
      if (size > limit) {
        visit(index++, size);
        at = start + size + 1;
        continue;
      }
      if (start + size >= bytes.length) break;
      visit(index++, bytes.subarray(start, start + size));
      at = start + size + 1;
    }
    if (at > bytes.length) skipped = at - bytes.length;
    else if (at < bytes.length) rest = bytes.subarray(at);
  }
  if (index < oids.length) throw missing(oids[index] ?? "");
}

const lineFeed = 10;

/** The number at the end of a header; without `toString`, which takes as long as all the rest. */
function sizeIn(bytes: Buffer, start: number, end: number): number {
  const space = bytes.lastIndexOf(0x20, end);
  let size = 0;
  for (let at = space + 1; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    // `<oid> SP missing`
    if (digit < 0 || digit > 9) throw missing(bytes.toString("latin1", start, space));
    size = size * 10 + digit;
  }
  return size;
}

/** A file in the tree of a commit. */
export interface TreePlace {
  readonly commit: string;
  readonly path: string;
}

/**
 * Looks up files in the trees of commits, with one process.
 * @param places paths without line breaks: git reads one a line
 * @returns the blobs' object IDs, in order; `undefined` where there is no file
 */
export async function findBlobs(
  git: Git,
  places: readonly TreePlace[],
): Promise<readonly (string | undefined)[]> {
  const found = await lookUp(
    git,
    places.map(({ commit, path }) => `${commit}:${path}`),
  );
  return found.map(object => (object?.type === "blob" ? object.oid : undefined));
}

function missing(oid: string): GitError {
  return new GitError(`object ${oid} is missing from the repository`, {
    hint: "git fsck shows what is damaged",
  });
}

/**
 * Writes blobs with one process, whatever their number.
 * @returns their object IDs, in order
 */
export async function writeBlobs(
  git: Git,
  contents: readonly Buffer[],
): Promise<readonly string[]> {
  const input = contents.flatMap((content, i) => [
    Buffer.from(`blob\nmark :${i + 1}\ndata ${content.length}\n`),
    content,
    Buffer.from(`\nget-mark :${i + 1}\n`),
  ]);
  input.push(Buffer.from("done\n"));
  const output = await fastImport(git, Buffer.concat(input));
  return output.trimEnd().split("\n");
}
