import { expect, test } from "vitest";
import { departures } from "../../src/model/pair-tasks.ts";
import { projectOf, type Texts } from "../support/memory.ts";

/** `old → new` for each departed task; several arrivals are joined by `|`, `gone` for none. */
function paired(before: Texts, after: Texts): readonly string[] {
  const found = departures(projectOf(before).tasks, projectOf(after).tasks);
  return found.map(({ id, arrivals }) => {
    return `${id} → ${arrivals.map(task => task.id).join("|") || "gone"}`;
  });
}

const task = (id: string, rest = "") => `id: ${id}\n${rest}`;
const template = "status: TODO\nowner: me\npriority: high\n";
const text = "title: Fix the login page\nstatus: TODO\ndescription: People cannot log in\n";

const cases: [name: string, before: Texts, after: Texts, departed: string[]][] = [
  [
    "a task whose ID is still there has not departed",
    { "tasks/a.yaml": task("md#1") },
    { "tasks/b.yaml": task("md#1", "title: New\n") },
    [],
  ],
  [
    "a task without a likely successor is gone",
    { "tasks/a.yaml": task("md#1", text) },
    { "tasks/b.yaml": task("mt#2", "title: Quite another\nstatus: DONE\n") },
    ["md#1 → gone"],
  ],
  [
    "a record that names its old ID wins over one that is alike",
    { "tasks/a.yaml": task("md#1", text) },
    {
      "tasks/b.yaml": task("mt#1", text),
      "tasks/c.yaml": task("mt#9", "migratedFrom: md#1\n"),
    },
    ["md#1 → mt#9"],
  ],
  [
    "the same record with another ID is the same task",
    { "tasks/md/1.yaml": task("md#1", text) },
    { "tasks/mt/9.yaml": task("mt#9", text) },
    ["md#1 → mt#9"],
  ],
  [
    "migratedFrom and migratedTo do not make records different",
    { "tasks/md/1.yaml": task("md#1", text) },
    { "tasks/mt/9.yaml": task("mt#9", `migratedFrom: gh#5\n${text}`) },
    ["md#1 → mt#9"],
  ],
  [
    "among equal records the local ID decides",
    { "tasks/md/1.yaml": task("md#1", template), "tasks/md/2.yaml": task("md#2", template) },
    { "tasks/mt/1.yaml": task("mt#1", template), "tasks/mt/2.yaml": task("mt#2", template) },
    ["md#1 → mt#1", "md#2 → mt#2"],
  ],
  [
    "equal records that nothing tells apart stay several",
    { "tasks/md/1.yaml": task("md#1", template) },
    { "tasks/mt/8.yaml": task("mt#8", template), "tasks/mt/9.yaml": task("mt#9", template) },
    ["md#1 → mt#8|mt#9"],
  ],
  [
    "two of file, title and local ID make the same task of an edited record",
    { "tasks/a.yaml": task("md#1", "title: Login\nstatus: TODO\n") },
    { "tasks/a.yaml": task("mt#1", "title: Fix the page\nowner: someone else\nnotes: long\n") },
    ["md#1 → mt#1"],
  ],
  [
    "one of them and half of the lines do too",
    { "tasks/md/1.yaml": task("md#1", `notes: long\n${template}`) },
    { "tasks/mt/1.yaml": task("mt#1", `notes: longer\n${template}`) },
    ["md#1 → mt#1"],
  ],
  [
    "but not where the titles differ",
    { "tasks/md/1.yaml": task("md#1", `title: Login\n${template}`) },
    { "tasks/mt/1.yaml": task("mt#1", `title: Colours\n${template}`) },
    ["md#1 → gone"],
  ],
  [
    "one of them alone does not",
    { "tasks/md/1.yaml": task("md#1", "title: Login\nstatus: TODO\n") },
    { "tasks/mt/1.yaml": task("mt#1", "title: Colours\nowner: someone else\nnotes: long\n") },
    ["md#1 → gone"],
  ],
  [
    "likeness alone does not, since files of one template are all alike",
    { "tasks/md/1.yaml": task("md#1", `title: Login\n${template}`) },
    { "tasks/mt/9.yaml": task("mt#9", `title: Colours\n${template}`) },
    ["md#1 → gone"],
  ],
  [
    "a task that was there before is nobody's successor",
    { "tasks/md/1.yaml": task("md#1", text), "tasks/mt/1.yaml": task("mt#1", text) },
    { "tasks/mt/1.yaml": task("mt#1", text) },
    ["md#1 → gone"],
  ],
  [
    "tasks of one file are paired one by one",
    { "tasks/all.yaml": `- { id: md#1, title: A }\n- { id: md#2, title: B }\n` },
    { "tasks/all.yaml": `- { id: mt#7, title: B }\n- { id: mt#8, title: A }\n` },
    ["md#1 → mt#8", "md#2 → mt#7"],
  ],
  [
    "two tasks that became one both lead to it",
    { "tasks/a.yaml": task("md#1"), "tasks/b.yaml": task("md#2") },
    { "tasks/c.yaml": task("mt#3", "migratedFrom: [md#1, md#2]\n") },
    ["md#1 → mt#3", "md#2 → mt#3"],
  ],
];
test.each(cases)("%s", (_, before, after, departed) => {
  expect(paired(before, after)).toEqual(departed);
});

test("2,000 tasks that move at once are paired quickly", () => {
  const tasks = (backend: string): Texts =>
    Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [
        `tasks/${backend}/${i}.yaml`,
        task(`${backend}#${i}`, `title: Task ${i}\n${template}`),
      ]),
    );
  const [before, after] = [projectOf(tasks("md")).tasks, projectOf(tasks("mt")).tasks];
  const wrong = departures(before, after).filter(
    ({ id, arrivals }) => arrivals.length !== 1 || arrivals[0]?.id !== id.replace("md", "mt"),
  );
  expect(wrong).toEqual([]);
});
