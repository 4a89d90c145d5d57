import { expect, test } from "vitest";
import { eachContent, listCommitFiles } from "../../src/catalog/commit-files.ts";
import { openRepository } from "../../src/git/repository.ts";
import { defaultSettings } from "../../src/model/settings.ts";
import { createRepository, type Files } from "../support/repository.ts";

const count = 1200;

const sessions: Files = Object.fromEntries(
  Array.from({ length: count }, (_, i) => [
    `sessions/s${i}.yaml`,
    `taskId: md#${i}${"\n".repeat(i % 3)}`,
  ]),
);

/** What is read of a commit with some more files, as it stands in the working tree; and how many of these. */
async function readWith(more: Files, isWanted: (path: string) => boolean = () => true) {
  const repository = createRepository({ ...sessions, ...more });
  const opened = await openRepository(repository.path);
  const commitFiles = await listCommitFiles(opened, defaultSettings, repository.head(), true);
  const { entries } = commitFiles;
  expect(commitFiles.all?.length).toBe(Object.keys({ ...sessions, ...more }).length);
  const wanted = [...entries.keys()].filter(place => isWanted(entries[place]?.path ?? ""));
  const read: [path: string, content: string | number][] = [];
  await eachContent(opened.git, commitFiles, wanted, (place, content) => {
    read.push([
      entries[place]?.path ?? "",
      typeof content === "number" ? content : content.toString(),
    ]);
  });
  const expected = wanted.map(place => entries[place]?.path ?? "");
  return { read, expected, files: { ...sessions, ...more } };
}

const large = "notes: long\n".repeat(100_000);

test.each<[what: string, more: Files, isWanted?: (path: string) => boolean]>([
  ["sessions alone", {}],
  ["some are empty", { "sessions/0.yaml": "", "sessions/zz.yaml": "", "tasks/md/1.yaml": "" }],
  ["other files lie among them", { "sessions/readme.md": "# Sessions", "tasks/1.txt": "" }],
  ["other files are most of what is there", { "sessions/notes.md": large.slice(0, 900_000) }],
  ["one is too large", { "sessions/large.yaml": large }],
  ["git sorts paths otherwise", { "sessions/\uFF5E.yaml": "a: 1", "sessions/🙂.yaml": "a: 2" }],
  ["one in ten is known", {}, path => !path.endsWith("7.yaml")],
  ["most are known", {}, path => path.endsWith("7.yaml")],
])("each wanted file is read once, as it is: %s", async (_, more, isWanted) => {
  const { read, expected, files } = await readWith(more, isWanted);
  const contents = new Map(read);
  expect(read).toHaveLength(expected.length);
  expect([...contents.keys()].sort()).toEqual([...expected].sort());
  for (const path of expected) {
    const content = files[path] ?? "";
    expect(contents.get(path)).toBe(content === large ? large.length : content);
  }
});
