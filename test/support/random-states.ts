import fc from "fast-check";
import type { Texts } from "./memory.ts";

const ids = ["md#1", "md#2", "mt#1", "mt#2", "gh#1", "gh#3", "mt#3"];
const id = fc.constantFrom(...ids);
const anyId = fc.oneof(id, fc.constantFrom("1", "#2", "task#3", "md#9", "9"));
const pathOf = { session: "sessions", task: "tasks" } as const;

const task = fc
  .record({
    id,
    from: fc.option(fc.array(id, { maxLength: 2 }), { nil: undefined, freq: 3 }),
    to: fc.option(id, { nil: undefined, freq: 5 }),
    parent: fc.option(anyId, { nil: undefined }),
    dependsOn: fc.option(fc.array(anyId, { maxLength: 2 }), { nil: undefined }),
    noise: fc.nat(2),
  })
  .map(({ id: own, from, to, parent, dependsOn, noise }) =>
    [
      `id: ${own}`,
      ...(from === undefined ? [] : [`migratedFrom: [${from.map(quoted).join(", ")}]`]),
      ...(to === undefined ? [] : [`migratedTo: ${to}`]),
      ...(parent === undefined ? [] : [`parent: ${quoted(parent)}`]),
      ...(dependsOn === undefined ? [] : [`dependsOn: [${dependsOn.map(quoted).join(", ")}]`]),
      `noise: ${noise}`,
      "",
    ].join("\n"),
  );

const session = fc
  .record({
    name: fc.option(fc.constantFrom("a", "b", "c", "d"), { nil: undefined }),
    taskId: fc.option(anyId, { nil: undefined, freq: 6 }),
    backend: fc.option(fc.constantFrom("md", "minsky", "odd one", "no#backend"), {
      nil: undefined,
      freq: 4,
    }),
    noise: fc.nat(2),
  })
  .map(({ name, taskId, backend, noise }) =>
    [
      ...(name === undefined ? [] : [`session: ${name}`]),
      ...(taskId === undefined ? [] : [`taskId: ${quoted(taskId)}`]),
      ...(backend === undefined ? [] : [`backend: ${quoted(backend)}`]),
      `noise: ${noise}`,
      "",
    ].join("\n"),
  );

const broken = fc.constantFrom("- :\n  [", "", "x", "id: md\n", "taskId: [md#1]\n");

function fileOf(kind: "session" | "task") {
  const one = kind === "task" ? task : session;
  const content = fc.oneof(
    { weight: 8, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(one, one).map(([a, b]) => `${a}---\n${b}`) },
    { weight: 1, arbitrary: broken },
  );
  const name = fc.constantFrom("a", "b", "c", "d", "sub/a", "e", "f", "ü");
  return fc.tuple(
    name.map(file => `${pathOf[kind]}/${file}.yaml`),
    content,
  );
}

const file = fc.oneof(fileOf("session"), fileOf("task"));
/** Session and task files, whatever they say. */
export const files = fc.array(file, { maxLength: 10 }).map((all): Texts => Object.fromEntries(all));

/** Files among which little is wrong: each ID has one task, and sessions name those that there are. */
const tidyFiles = fc
  .record({
    tasks: fc.shuffledSubarray(ids, { minLength: 2 }),
    sessions: fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 6 }),
    retired: fc.nat(2),
  })
  .map(({ tasks, sessions, retired }): Texts => {
    const former = tasks.slice(0, retired);
    const live = tasks.slice(retired);
    const written = live.map((own, i) => {
      const from = former[i] === undefined ? "" : `migratedFrom: ${quoted(former[i])}\n`;
      return [`tasks/${i}.yaml`, `id: ${own}\n${from}noise: 0\n`];
    });
    const named = sessions.map(([i, isPlain], name) => {
      const taskId = live[i % live.length] ?? "md#1";
      const text = isPlain ? taskId.slice(3) : taskId;
      return [`sessions/${name}.yaml`, `session: s${name}\ntaskId: ${quoted(text)}\n`];
    });
    return Object.fromEntries([...written, ...named]);
  });

/** A state, and another that came from it: some files are written anew, some are gone. */
export const change = fc
  .tuple(
    fc.oneof(files, { weight: 2, arbitrary: tidyFiles }),
    fc.array(file, { maxLength: 3 }),
    fc.array(fc.nat(9), { maxLength: 2 }),
  )
  .map(([base, written, gone]) => {
    const kept = Object.entries(base).filter((_, i) => !gone.includes(i));
    return {
      base,
      after: { ...Object.fromEntries(kept), ...Object.fromEntries(written) } as Texts,
    };
  });
export const config = fc.constantFrom(
  "",
  "defaultBackend: md\n",
  "backends: { gh: { retired: true } }\n",
  "fields: { task: { references: [parent] } }\n",
);

function quoted(text: string): string {
  return JSON.stringify(text);
}
