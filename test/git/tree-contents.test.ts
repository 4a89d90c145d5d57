import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRepository } from "../../src/git/repository.ts";
import { eachPrinted } from "../../src/git/tree-contents.ts";
import { createRepository, type Files } from "../support/repository.ts";

const last = "sessions/\uFF5E.yaml";

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
  "sessions/ünï/🙂.yaml": "b: 2",
  "sessions/z.yaml": "",
  // The last one.
  [last]: "a: 1\n",
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

async function printed(path: string, commit: string, limit = 1_000_000) {
  const { git } = await openRepository(path);
  const contents = new Map<string, Buffer>();
  await eachPrinted(git, commit, ["--", "sessions"], limit, (file, lines) => {
    expect(contents.has(file)).toBe(false);
    contents.set(file, Buffer.from(lines));
  });
  return contents;
}

function withLineFeed(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from("\n")]);
}

test("all files come with all their lines, whatever the user's configuration says", async () => {
  const repository = createOdd();
  const contents = await printed(repository.path, repository.head());
  const expected = new Map<string, string | Buffer>(Object.entries(odd));
  expected.set("sessions/.gitattributes", "*.yaml diff=shout\nb.yaml binary\n");
  for (const path of [last, "sessions/empty.yaml", "sessions/z.yaml"]) expected.delete(path);
  expect([...contents.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, content] of expected) {
    expect([path, contents.get(path)?.equals(withLineFeed(content))]).toEqual([path, true]);
  }
});

test("what a file holds is not taken for another file", async () => {
  const repository = createOdd();
  const text = `a: 1\n${repository.head()}:sessions/a.yaml\ntaskId: md#2\n${"1".repeat(40)}:sessions/b.yaml\n`;
  const commit = repository.commit("looks like others", { "sessions/Like.yaml": text });
  const contents = await printed(repository.path, commit);
  expect(contents.get("sessions/Like.yaml")?.toString()).toBe(text);
  expect(contents.get("sessions/a.yaml")?.toString()).toBe("taskId: md#1\n");
});

test("git is stopped at a file that is too large", async () => {
  const repository = createOdd();
  const commit = repository.commit("large", { "sessions/c.yaml": "# large\n".repeat(100_000) });
  const contents = await printed(repository.path, commit, 1000);
  expect(contents.has("sessions/a.yaml")).toBe(true);
  expect(contents.has("sessions/c.yaml")).toBe(false);
  expect(contents.has("sessions/line-feed.yaml")).toBe(false);
});

test("where git fails, nothing comes", async () => {
  expect(await printed(createOdd().path, "1".repeat(40))).toEqual(new Map());
});
