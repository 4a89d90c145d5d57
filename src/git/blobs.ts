import { GitError } from "../errors.ts";
import type { Environment, Git } from "./git.ts";
import { lookUp } from "./look-up.ts";

/** Fewer blobs than these are not worth more than one process. */
const worthMore = 4000;

/** How much of the disk one process may take for a while. */
const spooledBytes = 16 * 1024 * 1024;

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
  await readPiped(git, unique, limit, (i, content) => contents.set(unique[i] ?? "", content));
  return contents;
}

/**
 * Reads blobs one after the other, many of them with two processes at a time: git reads a pack in one
 * thread. Only those that are here: a partial clone would fetch the others one by one.
 * @param visit is told which of the object IDs it is, and the content, or the size of one over the
 *   limit, in any order; a content may share memory with others
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
    readSpooled(git, oids.slice(0, half), limit, visit, onlyHere),
    readSpooled(git, oids.slice(half), limit, (i, content) => visit(half + i, content), onlyHere),
  ]);
}

type Visit = (index: number, content: Buffer | number) => void;

/** git before 2.44 does not know the first, and fails where it may speak no protocol. */
const onlyHere = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "" };

/**
 * git writes each blob to its output by itself, which takes as long again when that is a pipe. So it
 * goes into a file, no more at a time than the sizes, asked for beforehand, allow.
 */
async function readSpooled(
  git: Git,
  oids: readonly string[],
  limit: number,
  visit: Visit,
  env: Environment,
): Promise<void> {
  const sizes = await sizesOf(git, oids, env);
  let some: number[] = [];
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    if (size > limit) {
      visit(index, size);
      continue;
    }
    if (bytes + size > spooledBytes) {
      await readSome(some);
      some = [];
      bytes = 0;
    }
    some.push(index);
    bytes += size;
  }
  await readSome(some);

  async function readSome(indexes: readonly number[]): Promise<void> {
    let read = 0;
    const visitNext = (_: number, content: Buffer | number) => {
      visit(indexes[read] ?? 0, content);
      read++;
    };
    const rest = () => indexes.slice(read).map(index => oids[index] ?? "");
    try {
      await readPieces(rest(), limit, visitNext, input => git.spool(batch, input, env));
    } catch (cause) {
      if (!(cause instanceof GitError)) throw cause;
      // No temporary files here, or a full disk; whatever else it was happens again.
      await readPiped(git, rest(), limit, visitNext, env);
    }
  }
}

/** @throws GitError when one is missing */
async function sizesOf(
  git: Git,
  oids: readonly string[],
  env: Environment,
): Promise<readonly number[]> {
  const pieces: Buffer[] = [];
  const args = ["cat-file", "--batch-check=%(objectsize)", "--buffer"];
  for await (const piece of git.stream(args, linesOf(oids), env)) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString("latin1").split("\n");
  return oids.map((oid, i) => {
    const size = Number(lines[i] || NaN);
    // `<oid> SP missing`
    if (Number.isNaN(size)) throw missing(oid);
    return size;
  });
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
  await readPieces(oids, limit, visit, input => git.stream(batch, input, env));
}

/** `<oid> SP <type> SP <size> LF <content> LF`, once for each object (git-cat-file, BATCH OUTPUT). */
async function readPieces(
  oids: readonly string[],
  limit: number,
  visit: Visit,
  ask: (input: string) => AsyncIterable<Buffer>,
): Promise<void> {
  if (oids.length === 0) return;
  let index = 0;
  let rest: Buffer | undefined;
  /** Of a content that is too large to be kept: how many bytes are still to come. */
  let skipped = 0;
  for await (const piece of ask(linesOf(oids))) {
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
  const args = ["fast-import", "--quiet", "--done"];
  const output = await git.run(args, { input: Buffer.concat(input) });
  return output.trimEnd().split("\n");
}
