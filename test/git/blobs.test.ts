import { expect, test } from "vitest";
import { eachBlob, readBlobs } from "../../src/git/blobs.ts";
import { openRepository } from "../../src/git/repository.ts";
import { createRepository } from "../support/repository.ts";

const limit = 1000;

/** Files of every size around the limit, and around what a pipe holds at once. */
function filesOf(sizes: readonly number[]): Readonly<Record<string, string>> {
  return Object.fromEntries(sizes.map((size, i) => [`f${i}`, `${i}\n`.padEnd(size, "ü\n \0")]));
}

test("blobs come whole and in order, whatever their size; of one over the limit the size", async () => {
  const files = filesOf([2, 999, 500, 1001, 65_536, 3, 300_000, 64, 1_000_000, 70, 131_072, 5]);
  const repository = createRepository({ ...files, empty: "" });
  const { git } = await openRepository(repository.path);
  const paths = [...Object.keys(files), "empty"];
  const oids = paths.map(path => repository.git("rev-parse", `HEAD:${path}`));
  const seen: [number, Buffer | number][] = [];
  await eachBlob(git, oids, limit, (index, content) => {
    seen.push([index, typeof content === "number" ? content : Buffer.from(content)]);
  });
  const expected = paths.map((path, index) => {
    const content = Buffer.from(files[path] ?? "");
    return [index, content.length > limit ? content.length : content];
  });
  expect(seen).toEqual(expected);
  const all = await readBlobs(git, [...oids, ...oids], 1_500_000);
  expect(all.size).toBe(oids.length);
  for (const [i, path] of paths.entries()) {
    const content = all.get(oids[i] ?? "");
    expect(Buffer.isBuffer(content) && content.equals(Buffer.from(files[path] ?? ""))).toBe(true);
  }
});

test("many blobs are read by two processes, each blob once", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 4500 }, (_, i) => [
      `${i % 10}/f${i}`,
      `content ${i}\n`.repeat(1 + (i % 9)),
    ]),
  );
  const repository = createRepository(files);
  const { git } = await openRepository(repository.path);
  const lines = repository.git("ls-tree", "-r", "HEAD").split("\n");
  const blobs = lines
    .map(line => ({ oid: line.slice(12, 52), path: line.slice(53) }))
    .filter(({ path }) => path in files);
  const read = new Map<number, string>();
  await eachBlob(
    git,
    blobs.map(({ oid }) => oid),
    limit,
    (index, content) => {
      expect(read.has(index)).toBe(false);
      read.set(index, content.toString());
    },
  );
  expect(blobs.map((_, i) => read.get(i))).toEqual(blobs.map(({ path }) => files[path]));
});

test("an object that is missing is named, and git's own failures are told", async () => {
  const repository = createRepository({ a: "a\n" });
  const { git } = await openRepository(repository.path);
  const there = repository.git("rev-parse", "HEAD:a");
  const missing = "1".repeat(40);
  await expect(readBlobs(git, [there, missing], limit)).rejects.toThrow(
    `object ${missing} is missing from the repository`,
  );
  const all = async (args: readonly string[]): Promise<string> => {
    let output = "";
    for await (const piece of git.stream(args)) output += piece.toString();
    return output;
  };
  expect(await all(["cat-file", "blob", there])).toBe("a\n");
  await expect(all(["cat-file", "blob", missing])).rejects.toThrow("git cat-file blob");
});

test("whoever has heard enough stops git", async () => {
  const repository = createRepository({ a: "line\n".repeat(200_000) });
  const { git } = await openRepository(repository.path);
  const oid = repository.git("rev-parse", "HEAD:a");
  for await (const piece of git.stream(["cat-file", "--batch"], `${oid}\n`.repeat(1000))) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
});
