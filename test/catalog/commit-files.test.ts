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
  const commitFiles = await listCommitFiles(opened, defaultSettings, repository.head());
  const { entries } = commitFiles;
  const wanted = [...entries.keys()].filter(place => isWanted(entries[place]?.path ?? ""));
  const read: [path: string, content: string | number][] = [];
  const pathOf = (place: number): string => entries[place]?.path ?? "";
  let lines = 0;
  const takeLines = (place: number, content: Buffer): boolean => {
    lines++;
    // For some of them that is not enough.
    if (place % 5 === 0) return false;
    read.push([pathOf(place), content.toString()]);
    return true;
  };
  await eachContent(opened.git, commitFiles, wanted, takeLines, (place, content) => {
    read.push([pathOf(place), typeof content === "number" ? content : content.toString()]);
  });
  const expected = wanted.map(pathOf);
  return { read, expected, lines, files: { ...sessions, ...more } };
}

const large = "notes: long\n".repeat(100_000);

test.each<
  [what: string, printed: "most" | "none", more: Files, isWanted?: (path: string) => boolean]
>([
  ["sessions alone", "most", {}],
  [
    "some are empty",
    "most",
    { "sessions/0.yaml": "", "sessions/zz.yaml": "", "tasks/md/1.yaml": "" },
  ],
  ["other files lie among them", "most", { "sessions/readme.md": "# Sessions", "tasks/1.txt": "" }],
  ["one is too large", "most", { "sessions/t.yaml": large }],
  ["the first one is too large", "none", { "sessions/0.yaml": large }],
  ["a name has several lines", "none", { "sessions/s1.yaml\nx.md": "a: 1\n" }],
  [
    "git sorts paths otherwise",
    "most",
    { "sessions/\uFF5E.yaml": "a: 1", "sessions/🙂.yaml": "a: 2" },
  ],
  ["one in ten is known", "most", {}, path => !path.endsWith("7.yaml")],
  ["most are known", "none", {}, path => path.endsWith("7.yaml")],
])("each wanted file is read once, as it is: %s", async (_, printed, more, isWanted) => {
  const { read, expected, lines, files } = await readWith(more, isWanted);
  const contents = new Map(read);
  expect(read).toHaveLength(expected.length);
  expect([...contents.keys()].sort()).toEqual([...expected].sort());
  for (const path of expected) {
    const content = files[path] ?? "";
    const exact = content === large ? large.length : content;
    expect([exact, `${content}\n`]).toContain(contents.get(path));
  }
  if (printed === "most") expect(lines).toBeGreaterThan(expected.length * 0.95);
  else expect(lines).toBe(0);
});

test("where most of what is there is something else, nothing is printed", async () => {
  const others = Object.fromEntries(
    Array.from({ length: count + 1 }, (_, i) => [`sessions/notes/${i}.md`, "# Notes\n"]),
  );
  const { read, expected, lines } = await readWith(others);
  expect(read).toHaveLength(expected.length);
  expect(lines).toBe(0);
});
