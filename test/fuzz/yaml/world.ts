import type { Records } from "../../../src/model/record.ts";
import type { Settings } from "../../../src/model/settings.ts";
import { recordsIn } from "../../../src/snapshots/records.ts";
import { settingsFrom } from "../../support/memory.ts";

/** What a task file says of IDs. */
export interface KnownTask {
  readonly id: string;
  readonly from?: readonly string[];
  readonly to?: string | undefined;
}

/** Local IDs that a YAML reader takes for something else where they stand without quotes. */
const odd = [
  ...["0123", "1e3", "1_000", "12:30", "0x1F", "1.50", "+1", "true", "no", "null", "~", "-", "?"],
  ...[
    "2024-01-02",
    "99999999999999999999",
    "x:",
    ":x",
    "@a",
    "*a",
    "&a",
    "!a",
    "%a",
    "`a",
    "|",
    ">",
  ],
  ...["a,b", "a]", "[a", "}", "{a}", "'a", "a'", '"a', 'a"', "a\\b", "\\", "<<", "=", "---", "..."],
  ...["日本🎉", "é", "a\u200bb", "x".repeat(300), "456"],
];

/** To stand in the old ID. Not all: each task takes its time in every case. */
const oddOnce = odd.filter((_, i) => i % 3 === 0);

/** The tasks that every case can count on, beside those of its own file. */
export const tasks: readonly KnownTask[] = [
  { id: "mt#456", from: ["md#123"] },
  // Told from the other end, and in two steps.
  { id: "md#1", to: "gh#1" },
  { id: "mt#7", from: ["gh#1"] },
  { id: "md#20", to: "elsewhere#20" },
  // What no snapshot can decide.
  ...[
    { id: "gh#2", from: ["md#2"] },
    { id: "mt#2", from: ["md#2"] },
  ],
  ...[{ id: "gh#3", from: ["md#3"] }, { id: "gh#3" }],
  ...[{ id: "md#4" }, { id: "gh#4", from: ["md#4"] }],
  ...[
    { id: "md#5", to: "md#6" },
    { id: "md#6", to: "md#5" },
  ],
  // Numbers that others have, too.
  ...[{ id: "gh#123" }, { id: "json#7" }, { id: "gh#8" }, { id: "mt#8", from: ["md#8"] }],
  ...odd.map((local, i) => ({ id: `mt#${local}`, from: [`md#o${i}`] })).slice(0, -1),
  ...oddOnce.map((local, i) => ({ id: `gh#n${i}`, from: [`json#${local}`] })),
];

/** IDs worth referring to, those that have to be rewritten first. */
export const stale = [
  ...["md#123", "md#123", "md#1", "md#8", "gh#1", "md#20"],
  ...odd.map((_, i) => `md#o${i}`),
  ...oddOnce.map(local => `json#${local}`),
];
export const settled = [
  ...["mt#456", "mt#7", "gh#123", "md#2", "md#3", "md#4", "md#5", "zz#1", "md#1234", "MD#123"],
  ...["elsewhere#20", "md", "task", "a b", "md#1 2", "md##1", ""],
];
export const plain = [
  ...["123", "#123", "task#123", "1", "#1", "7", "8", "task#8", "20", "n3", "o3", "#o4"],
  ...odd.map((_, i) => `o${i}`),
  ...odd,
];
/** IDs that something can be given. */
export const targets = [
  ...["mt#456", "gh#77", "new#1", "mt#9", "elsewhere#20"],
  ...odd.map(local => `new#${local}`),
];

/** A configuration, and what is true of tasks under it. */
export interface World {
  readonly settings: Settings;
  readonly config: string;
  readonly records: Records;
  readonly files: Readonly<Record<string, string>>;
}

const oddKeys = `fields:
  session: { name: "the name", taskId: "task: id", backend: "#b" }
  task: { id: "1", migratedFrom: "- was", migratedTo: "é", references: [needs, "a, b"] }
`;

export const worlds: readonly World[] = [
  "",
  "defaultBackend: md\nbackends:\n  x: { name: task }\n",
  `defaultBackend: mt\n${oddKeys}`,
].map(config => {
  const settings = settingsFrom(config);
  const files = Object.fromEntries(
    tasks.map((task, i) => [`tasks/known/${i}.yaml`, taskText(task, settings)]),
  );
  const contents = Object.entries(files).map(([path, text]) => ({
    entry: { path },
    content: Buffer.from(text),
  }));
  return { settings, config, files, records: recordsIn(contents, settings) };
});

/** In the form of JSON, so that nothing depends on how YAML is written. */
function taskText({ id, from, to }: KnownTask, { fields: { task } }: Settings): string {
  return JSON.stringify({ [task.id]: id, [task.migratedFrom]: from, [task.migratedTo]: to });
}
