import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRepository } from "../../src/git/repository.ts";
import { readTree, type TreeFile } from "../../src/git/tree-contents.ts";
import { eachSized } from "../../src/snapshots/listing.ts";
import { createRepository, type Files } from "../support/repository.ts";

/** What people and machines write, and some names that git quotes elsewhere. */
const odd: Files = {
  "sessions/a.yaml": "taskId: md#1\n",
  "sessions/b.yaml": "taskId: md#1",
  "sessions/carriage-returns.yaml": "a: 1\r\nb: 2\r\n\r\n",
  "sessions/carriage-return-at-the-end.yaml": "a: 1\r",
  "sessions/empty.yaml": "",
  "sessions/line-feed.yaml": "\n",
  "sessions/line-feeds.yaml": "\n\n\n",
  "sessions/bytes.yaml": Buffer.from([0x61, 0, 0xff, 0xfe, 0x0a, 0x80, 0, 0x0d]),
  "sessions/large.yaml": `${"ü\n".repeat(100_000)}end`,
  'sessions/"quoted"\\.yaml': "a: 1\n",
  "sessions/two\nlines.yaml": "a: 1\n\n",
  "sessions/ünï/🙂.yaml": "b: 2",
  "sessions/z.yaml": "",
};

/** That a user asks `git grep` for something else in all of these ways must not be heeded. */
const settings = {
  "grep.lineNumber": "true",
  "grep.column": "true",
  "grep.patternType": "perl",
  "grep.fullName": "true",
  "grep.threads": "4",
  "color.ui": "always",
  "submodule.recurse": "true",
  "diff.shout.textconv": "tr a-z A-Z <",
  "core.quotePath": "true",
};

function createOdd() {
  const repository = createRepository();
  for (const [name, value] of Object.entries(settings)) repository.git("config", name, value);
  repository.write(odd);
  symlinkSync("a.yaml", join(repository.path, "sessions/link.yaml"));
  repository.commit("odd", { "sessions/.gitattributes": "*.yaml diff=shout\nb.yaml binary\n" });
  repository.write({ ".git/info/attributes": "* eol=crlf export-ignore\n" });
  return repository;
}

async function read(
  path: string,
  commit: string,
  change = (files: readonly TreeFile[]): readonly TreeFile[] => files,
) {
  const { git } = await openRepository(path);
  const listed: TreeFile[] = [];
  expect(await eachSized(git, commit, ["sessions"], file => listed.push(file))).toBe(true);
  const files = change(listed);
  const contents = new Map<string, Buffer>();
  const count = await readTree(git, commit, ["--", "sessions"], files, (index, content) => {
    contents.set(files[index]?.path ?? "", Buffer.from(content));
  });
  return { files, contents, count };
}

test("all files come whole, to the last byte, whatever the user's configuration says", async () => {
  const repository = createOdd();
  const { files, contents, count } = await read(repository.path, repository.head());
  expect(count).toBe(files.length);
  for (const [path, content] of Object.entries(odd)) {
    expect([path, contents.get(path)?.equals(Buffer.from(content))]).toEqual([path, true]);
  }
  expect(contents.size).toBe(Object.keys(odd).length + 1);
});

test("it ends before the first file of which git prints something else", async () => {
  const repository = createOdd();
  const head = repository.head();
  for (const change of [{ path: "sessions/b.yaml" }, { size: 11 }, { size: 14 }]) {
    const isChanged = ({ path }: TreeFile) => path === "sessions/a.yaml";
    const { count, contents } = await read(repository.path, head, files =>
      files.map(file => (isChanged(file) ? { ...file, ...change } : file)),
    );
    expect(count).toBe(2);
    expect([...contents.keys()]).toEqual(['sessions/"quoted"\\.yaml', "sessions/.gitattributes"]);
  }
});

test("where git fails, nothing is read", async () => {
  const { git } = await openRepository(createOdd().path);
  const files = [{ path: "sessions/a.yaml", size: 13 }];
  expect(await readTree(git, "1".repeat(40), [], files, () => {})).toBe(0);
});
