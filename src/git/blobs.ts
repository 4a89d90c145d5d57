import { GitError } from "../errors.ts";
import type { Environment } from "./child.ts";
import type { Git } from "./git.ts";
import { lookUp } from "./look-up.ts";
import { fewObjects } from "./object-reader.ts";
import { takePieces } from "./pieces.ts";

/** Fewer blobs than these are not worth more than one process. */
const worthMore = 4000;

/** How much of the disk one process may take for a while, and what little more it wrote meanwhile. */
const spooledBytes = 16 * 1024 * 1024;

/** Whoever looks at a larger blob takes so long that git could fill the disk. */
const spooledBlobBytes = 64 * 1024;

/** Bounds the input that is made anew when git was stopped. */
const spooledAtOnce = 65_536;

/**
 * Reads blobs with one process at most, whatever their number.
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
  if (unique.length <= fewObjects) {
    const objects = await git.objects.read(unique, limit);
    for (const [i, oid] of unique.entries()) {
      const object = objects[i];
      if (object === undefined) throw missing(oid);
      contents.set(oid, object.content);
    }
    return contents;
  }
  await readPiped(git, unique, limit, (i, content) => {
    contents.set(unique[i] ?? "", typeof content === "number" ? content : Buffer.from(content));
  });
  return contents;
}

/**
 * Reads blobs one after the other, many of them with two processes at a time: git reads a pack in one
 * thread. Only those that are here: a partial clone would fetch the others one by one.
 * @param visit is told which of the object IDs it is, and the content, or the size of one over the
 *   limit, in any order; the memory of a content is the next one's too
 */
export async function eachBlob(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: Visit,
): Promise<void> {
  if (oids.length < worthMore) return readPiped(git, oids, limit, visit, onlyHere);
  const half = oids.length >> 1;
  await Promise.all([
    readSpooled(git, oids.slice(0, half), limit, visit),
    readSpooled(git, oids.slice(half), limit, (i, content) => visit(half + i, content)),
  ]);
}

type Visit = (index: number, content: Buffer | number) => void;

/** git before 2.44 does not know the first, and fails where it may speak no protocol. */
export const onlyHere = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "" };

/**
 * git writes each blob to its output by itself, which takes as long again when that is a pipe. So it
 * writes into a file, of which no more than a part stands on the disk at a time. Large blobs come
 * through a pipe afterwards, and all that are left where there is no temporary file, or a full disk.
 */
async function readSpooled(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: Visit,
): Promise<void> {
  const left: number[] = [];
  let read = 0;
  const visitSmall: Visit = (_, content) => {
    if (typeof content === "number") left.push(read);
    else visit(read, content);
    read++;
  };
  try {
    for (let before = -1; before < read && read < oids.length; ) {
      before = read;
      const input = linesOf(oids.slice(read, read + spooledAtOnce));
      const pieces = git.spool(batch, input, spooledBytes, onlyHere);
      await readPieces(pieces, spooledBlobBytes, visitSmall);
    }
  } catch (cause) {
    // Whatever else it was than the file happens again.
    if (!(cause instanceof GitError)) throw cause;
  }
  for (let index = read; index < oids.length; index++) left.push(index);
  const rest = left.map(index => oids[index] ?? "");
  await readPiped(git, rest, limit, (i, content) => visit(left[i] ?? 0, content), onlyHere);
}

function linesOf(oids: readonly string[]): string {
  return `${oids.join("\n")}\n`;
}

const batch = ["cat-file", "--batch", "--buffer"];

async function readPiped(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: Visit,
  env?: Environment,
): Promise<void> {
  if (oids.length === 0) return;
  const read = await readPieces(git.stream(batch, linesOf(oids), env), limit, visit);
  if (read < oids.length) throw missing(oids[read] ?? "");
}

/**
 * `<oid> SP <type> SP <size> LF <content> LF`, once for each object (git-cat-file, BATCH OUTPUT).
 * @returns how many came
 */
async function readPieces(
  pieces: AsyncIterable<Buffer>,
  limit: number,
  visit: Visit,
): Promise<number> {
  let index = 0;
  /** Of a content that is too large to be kept: how many bytes are still to come. */
  let skipped = 0;
  await takePieces(pieces, bytes => {
    let at = skipped;
    while (at < bytes.length) {
      const headerEnd = bytes.indexOf(lineFeed, at);
      if (headerEnd < 0) break;
      const start = headerEnd + 1;
      const size = sizeIn(bytes, at, headerEnd);
      if (size > limit) visit(index++, size);
      else if (start + size < bytes.length) visit(index++, bytes.subarray(start, start + size));
      else break;
      at = start + size + 1;
    }
    skipped = Math.max(0, at - bytes.length);
    return at - skipped;
  });
  return index;
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
