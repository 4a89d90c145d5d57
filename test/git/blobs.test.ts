import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { eachBlob, readBlobs } from "../../src/git/blobs.ts";
import { openRepository } from "../../src/git/repository.ts";
import { cli, createRepository, task } from "../support/repository.ts";

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

/** Of each size a blob, all of them so often that git prints more than is spooled at a time. */
async function manyBlobs() {
  const files = filesOf([2, 999, 20_000, 65_536, 65_537, 3, 100_001]);
  const repository = createRepository(files);
  const { git } = await openRepository(repository.path);
  const paths = Array.from({ length: 5000 }, (_, i) => `f${(i * i + (i >> 3)) % 5}`);
  paths.splice(100, 1, "f6");
  paths.splice(4000, 2, "f6", "f5");
  const tree = repository.git("ls-tree", "HEAD").split("\n");
  const oidOf = new Map(tree.map(line => [line.slice(53), line.slice(12, 52)]));
  const oids = paths.map(path => oidOf.get(path) ?? "");
  const expected = paths.map(path => {
    const content = Buffer.from(files[path] ?? "");
    return content.length > 100_000 ? content.length : content;
  });
  const readAll = async () => {
    const seen: (Buffer | number)[] = [];
    let visits = 0;
    await eachBlob(git, oids, 100_000, (index, content) => {
      visits++;
      seen[index] = typeof content === "number" ? content : Buffer.from(content);
    });
    return { seen, visits };
  };
  /** Whether they are what was read; `toEqual` takes minutes. */
  const isRight = ({ seen, visits }: Awaited<ReturnType<typeof readAll>>) =>
    visits === expected.length &&
    expected.every((content, i) => {
      const found = seen[i];
      return Buffer.isBuffer(content) && Buffer.isBuffer(found)
        ? content.equals(found)
        : content === found;
    });
  return { git, oids, readAll, isRight };
}

/** An empty folder, as the one for temporary files. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "session-assoc-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

test("many blobs of all sizes come once each, though git is stopped on the way, and leave no file", async () => {
  const { readAll, isRight } = await manyBlobs();
  const folder = temporaryFolder();
  expect(isRight(await readAll())).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test("where there is no folder for temporary files, many blobs come all the same", async () => {
  const { git, oids, readAll, isRight } = await manyBlobs();
  vi.stubEnv("TMPDIR", join(temporaryFolder(), "gone"));
  const spooled = git.spool(["cat-file", "--batch"], `${oids[0]}\n`, 1000);
  await expect(spooled[Symbol.asyncIterator]().next()).rejects.toThrow("there is no place");
  expect(isRight(await readAll())).toBe(true);
});

test("of many blobs that are read, a missing one is named", async () => {
  const { git, oids } = await manyBlobs();
  const missing = "1".repeat(40);
  const some = oids.with(4444, missing);
  let visits = 0;
  const reading = eachBlob(git, some, limit, () => visits++);
  await expect(reading).rejects.toThrow(`object ${missing} is missing from the repository`);
  expect(visits).toBeLessThan(some.length);
});

test("what a visitor throws is thrown, and ends the reading", async () => {
  const { git, oids } = await manyBlobs();
  const folder = temporaryFolder();
  let visits = 0;
  const reading = eachBlob(git, oids, limit, () => {
    if (++visits === 3000) throw new RangeError("enough");
  });
  await expect(reading).rejects.toThrow("enough");
  expect(readdirSync(folder)).toEqual([]);
});

test("a git that may write no more than a part goes on through a pipe", () => {
  const text = `notes: ${"long ".repeat(300)}\n`;
  const numbers = Array.from({ length: 4200 }, (_, i) => i + 1);
  const files = numbers.map(i =>
    Object.entries(task(`md#${i}`)).map(([path, content]) => [path, content + text]),
  );
  const repository = createRepository(Object.fromEntries(files.flat()));
  repository.write({ "sessions/a.yaml": "taskId: md#5000\n" });
  repository.commit("a stale session");
  // In blocks of 512 or 1024 bytes: a half of the blobs takes 3 MB, the catalog less than 512 kB.
  const words = [process.execPath, cli, "check", "--rev", "HEAD"];
  const { code, stdout } = repository.run("sh", [
    "-c",
    'ulimit -f 1024; exec "$@"',
    "sh",
    ...words,
  ]);
  expect(stdout).toContain("md#5000");
  expect(stdout).toContain("4200 tasks");
  expect(code).toBe(1);
  // Had reading failed, all files would have been read in another way, and no catalog made.
  expect(readdirSync(join(repository.path, ".git/session-assoc/catalogs"))).toHaveLength(1);
});

test("of an answer that is longer than its bound, the rest is missing", async () => {
  const repository = createRepository({ a: "line\n".repeat(200_000) });
  const { git } = await openRepository(repository.path);
  const oid = repository.git("rev-parse", "HEAD:a");
  let bytes = 0;
  const input = `${oid}\n`.repeat(2000);
  for await (const piece of git.spool(["cat-file", "--batch"], input, 1_000_000)) {
    bytes += piece.length;
  }
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(bytes).toBeLessThan(2_000_000_000);
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
