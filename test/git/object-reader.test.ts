import { createHash } from "node:crypto";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openGit } from "../../src/git/git.ts";
import type { GitObject } from "../../src/git/object-reader.ts";
import { treeEntries } from "../../src/git/tree-entries.ts";
import { createRepository, sandbox, type TestRepository } from "../support/repository.ts";
import { watchGit } from "../support/watch-git.ts";

const limit = 1000;

/** Files of every size around the limit, and around what a pipe holds at once. */
const sizes = [0, 2, 999, 1000, 1001, 65_536, 3, 300_000, 64, 1_000_000, 70, 131_072, 5];
const files = Object.fromEntries(
  sizes.map((size, i) => [`f${i}`, `${i}\n`.padEnd(size, "ü\n \0")]),
);

function oidsIn(repository: TestRepository): readonly string[] {
  return Object.keys(files).map(path => repository.git("rev-parse", `HEAD:${path}`));
}

/** In few words: large buffers take long to be compared. */
function told(object?: Pick<GitObject, "content">): string | number | undefined {
  const content = object?.content;
  return Buffer.isBuffer(content) ? createHash("sha1").update(content).digest("hex") : content;
}

test.each([limit, Number.POSITIVE_INFINITY])(
  "objects come whole and in order, asked for together, one by one, or all at once; limit %s",
  async most => {
    const repository = createRepository(files);
    const { objects } = openGit(repository.path);
    const oids = oidsIn(repository);
    const read = async (names: readonly string[]) =>
      (await objects.read(names, most)).map(object => ({ ...object, content: told(object) }));
    const expected = Object.values(files).map((text, i) => {
      const bytes = Buffer.from(text);
      const content = bytes.length > most ? bytes.length : bytes;
      return { oid: oids[i], type: "blob", content: told({ content }) };
    });
    expect(await read(oids)).toEqual(expected);
    const atOnce = await Promise.all(oids.map(oid => read([oid, oid])));
    expect(atOnce).toEqual(expected.map(object => [object, object]));
    const backwards = [];
    for (const oid of [...oids].reverse()) backwards.push(...(await read([oid])));
    expect(backwards.reverse()).toEqual(expected);
    expect(await objects.read([], most)).toEqual([]);
  },
);

test("an object may have any name of git's; one that is not there is none", async () => {
  const repository = createRepository({ "a folder/ü": "a\n" });
  const { objects } = openGit(repository.path);
  const head = repository.git("rev-parse", "HEAD");
  const names = [
    "HEAD",
    "HEAD:a folder/ü",
    "HEAD:a folder",
    "HEAD:none",
    "1".repeat(40),
    "--all",
    "",
  ];
  const read = await objects.read([...names, "HEAD^{tree}"], limit);
  expect(read.map(object => object?.type)).toEqual([
    ...["commit", "blob", "tree"],
    ...[undefined, undefined, undefined, undefined],
    "tree",
  ]);
  expect(read[0]?.oid).toBe(head);
  expect(read[1]?.content).toEqual(Buffer.from("a\n"));
  // What HEAD is, is looked up each time.
  repository.commit("more", { b: "b\n" });
  const [now] = await objects.read(["HEAD"], limit);
  expect(now?.oid).toBe(repository.git("rev-parse", "HEAD"));
});

test("the beginning of several objects' IDs is the name of none", async () => {
  const firsts = new Map<string, string>();
  const beginningOf = (text: string): string => {
    const blob = `blob ${text.length}\0${text}`;
    return createHash("sha1").update(blob).digest("hex").slice(0, 4);
  };
  let i = 0;
  for (; !firsts.has(beginningOf(`${i}\n`)); i++) firsts.set(beginningOf(`${i}\n`), `${i}\n`);
  const beginning = beginningOf(`${i}\n`);
  const repository = createRepository({ a: `${i}\n`, b: firsts.get(beginning) ?? "" });
  const { objects } = openGit(repository.path);
  expect(await objects.read([beginning, "HEAD:a"], limit)).toMatchObject([
    undefined,
    { type: "blob" },
  ]);
  for (const revision of [beginning, "HEAD@{99}", "@{u}"]) {
    expect(repository.sa("check", "--rev", revision)).toMatchObject({ code: 2 });
  }
});

test("one git answers, which goes when nobody asks for some time; another comes", async () => {
  const repository = createRepository({ a: "a\n" });
  const noted = watchGit(repository);
  const script = `
    import { openGit } from ${JSON.stringify(join(import.meta.dirname, "../../dist/lib/git/git.js"))};
    import { setTimeout } from "node:timers/promises";
    const { objects } = openGit(".");
    for (let i = 0; i < 3; i++) await objects.read(["HEAD:a"], 10);
    if (process.argv[1] === "wait") {
      await setTimeout(6000);
      console.log((await objects.read(["HEAD:a"], 10))[0].content.toString());
    }`;
  for (const [word, started, printed] of [
    ["go", 1, ""],
    ["wait", 2, "a\n\n"],
  ] as const) {
    // It ends by itself: a git that waits keeps nobody.
    const run = repository.run(process.execPath, ["--input-type=module", "-e", script, word]);
    expect(run).toMatchObject({ code: 0, stdout: printed, stderr: "" });
    expect(noted()).toHaveLength(started);
  }
});

test("what git cannot read is told, and the next question gets its answer", async () => {
  const numbers = Array.from({ length: 50_000 }, (_, i) => i * i).join("\n");
  const repository = createRepository({ a: numbers, b: "b\n" });
  const { objects } = openGit(repository.path);
  const [a = "", b = ""] = ["a", "b"].map(path => repository.git("rev-parse", `HEAD:${path}`));
  const file = join(repository.path, ".git/objects", a.slice(0, 2), a.slice(2));
  repository.run("chmod", ["u+w", file]);
  truncateSync(file, 2000);
  const [broken, other] = await Promise.allSettled([
    objects.read([b, a], numbers.length),
    objects.read([b], limit),
  ]);
  expect(broken).toMatchObject({ status: "rejected", reason: { name: "GitError" } });
  expect(other).toMatchObject({ status: "fulfilled", value: [{ content: Buffer.from("b\n") }] });

  const none = openGit(join(repository.path, "..")).objects;
  await expect(none.read(["HEAD"], limit)).rejects.toThrow("not a git repository");
});

test("a git that is not there is told, by all who start it", async () => {
  const { path } = sandbox();
  const { PATH } = process.env;
  process.env.PATH = path;
  try {
    const git = openGit(path);
    const none = "git could not be started";
    await expect(git.run(["version"])).rejects.toThrow(none);
    await expect(git.run(["version"], { asUser: true })).rejects.toThrow(none);
    await expect(git.objects.read(["HEAD"], limit)).rejects.toThrow(none);
    await expect(git.stream(["version"])[Symbol.asyncIterator]().next()).rejects.toThrow(none);
  } finally {
    process.env.PATH = PATH;
  }
});

test.each(["sha1", "sha256"])("a tree's entries are those of git ls-tree, in %s", async format => {
  const { path, environment } = sandbox();
  const source = createRepository().in(environment);
  const top = join(path, "odd");
  source.git("init", "--quiet", `--object-format=${format}`, top);
  const repository = source.sibling(top);
  repository.write({
    "a/b": "1\n",
    "a b": "2\n",
    "ü\n": "3\n",
    run: "4\n",
    ".session-assoc.yaml": "",
  });
  repository.run("sh", ["-c", "chmod +x run; ln -s 'a b' link"]);
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "-m", "odd");
  const [tree] = await openGit(top).objects.read(["HEAD^{tree}"], 100_000);
  if (tree === undefined || typeof tree.content === "number") throw new Error("no tree");
  const entries = [...treeEntries(tree.content, tree.oid.length / 2)];
  const listed = repository.git("ls-tree", "-z", "HEAD").split("\0").slice(0, -1);
  expect(entries.length).toBe(6);
  expect(entries.map(({ mode, oid, name }) => `${mode.padStart(6, "0")} ${oid}\t${name}`)).toEqual(
    listed.map(line => line.replace(/ (blob|tree) /, " ")),
  );
});
