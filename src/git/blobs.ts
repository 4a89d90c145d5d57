import { GitError } from "../errors.ts";
import type { Git } from "./git.ts";
import { lookUp } from "./look-up.ts";

/** What is asked of git at once: bounds the memory of one answer. */
const batchBytes = 16 * 1024 * 1024;

/**
 * Reads blobs with one process for their sizes and one for each 16 MiB, whatever their number.
 * @param oids object IDs; repeated ones are read once
 * @param limit blobs of more bytes are not read
 * @returns each blob's content by its object ID, or its size where that is over the limit
 */
export async function readBlobs(
  git: Git,
  oids: Iterable<string>,
  limit: number,
): Promise<ReadonlyMap<string, Buffer | number>> {
  const contents = new Map<string, Buffer | number>();
  const sizes = await sizesOf(git, [...new Set(oids)]);
  let batch: string[] = [];
  let bytes = 0;
  const readBatch = async (): Promise<void> => {
    if (batch.length === 0) return;
    const output = await git.catFile(["--batch", "--buffer"], batch.join("\n").concat("\n"));
    for (const [oid, content] of parseBatch(output)) contents.set(oid, content);
    batch = [];
    bytes = 0;
  };
  for (const [oid, size] of sizes) {
    if (size > limit) {
      contents.set(oid, size);
      continue;
    }
    if (bytes + size > batchBytes) await readBatch();
    batch.push(oid);
    bytes += size;
  }
  await readBatch();
  return contents;
}

async function sizesOf(git: Git, oids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (oids.length === 0) return new Map();
  const input = oids.join("\n").concat("\n");
  const output = await git.catFile(
    ["--batch-check=%(objectname) %(objectsize)", "--buffer"],
    input,
  );
  const lines = output.toString("latin1").trimEnd().split("\n");
  return new Map(
    lines.map(line => {
      const [oid = "", size = ""] = line.split(" ");
      if (!/^\d+$/.test(size)) throw missing(oid);
      return [oid, Number(size)];
    }),
  );
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

/** `<oid> SP <type> SP <size> LF <content> LF`, once for each object (git-cat-file, BATCH OUTPUT). */
function* parseBatch(output: Buffer): Generator<[oid: string, content: Buffer]> {
  let at = 0;
  while (at < output.length) {
    const headerEnd = output.indexOf("\n", at);
    const [oid = "", , size] = output.toString("latin1", at, headerEnd).split(" ");
    if (size === undefined) throw missing(oid);
    const start = headerEnd + 1;
    const end = start + Number(size);
    yield [oid, output.subarray(start, end)];
    at = end + 1;
  }
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
