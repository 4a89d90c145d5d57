import fc from "fast-check";
import type { Fields } from "../../../src/model/settings.ts";
import { alias, list, nothing, rare, scalar, type Value } from "./values.ts";
import { plain, settled, stale } from "./world.ts";

/** A key as it is written, and what stands under it. */
export interface Pair {
  readonly name: string;
  readonly key: string;
  readonly value: Value;
}

const ids = fc.oneof(
  { arbitrary: fc.constantFrom(...stale), weight: 10 },
  { arbitrary: fc.constantFrom(...plain), weight: 5 },
  { arbitrary: fc.constantFrom(...settled), weight: 2 },
);
const ownIds = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      ...[1, 2, 3, 4, 5, 6, 7].map(n => `own#${n}`),
      "own#a,b",
      "own#-",
      "own#日本🎉",
    ),
    weight: 8,
  },
  { arbitrary: fc.constantFrom(...stale, ...settled), weight: 1 },
);

const reference = fc.oneof(
  { arbitrary: scalar(ids), weight: 20 },
  { arbitrary: alias, weight: 1 },
  { arbitrary: nothing, weight: 1 },
);
const references = fc.oneof(
  { arbitrary: reference, weight: 20 },
  { arbitrary: list(reference), weight: 30 },
  { arbitrary: list(list(reference)), weight: 2 },
  {
    arbitrary: fc.constant<Value>({ block: () => " &l [*l , md#123]", flow: "&l [*l , md#123]" }),
    weight: 1,
  },
);

export function sessionPairs({ session }: Fields): fc.Arbitrary<Pair[][]> {
  const backend = scalar(
    fc.constantFrom("md", "markdown", "mt", "json", "json-file", "gh", "x", "zz"),
  );
  return fc.tuple(
    some(
      1,
      pair(
        session.taskId,
        fc.oneof({ arbitrary: reference, weight: 20 }, { arbitrary: list(reference), weight: 1 }),
      ),
    ),
    some(
      3,
      pair(
        session.backend,
        fc.oneof({ arbitrary: backend, weight: 9 }, { arbitrary: alias, weight: 1 }),
      ),
    ),
    some(2, pair(session.name, scalar(fc.constantFrom("a", "md#123", "0123", "été")))),
  );
}

export function taskPairs({ task }: Fields): fc.Arbitrary<Pair[][]> {
  const formers = fc.oneof(
    { arbitrary: scalar(fc.constantFrom("old#1", "old#2", "own#1", "md#o1")), weight: 2 },
    {
      arbitrary: list(scalar(fc.constantFrom("old#1", "old#2", "old#3", "own#1", "md#o1"))),
      weight: 3,
    },
    { arbitrary: nothing, weight: 1 },
    { arbitrary: alias, weight: 1 },
  );
  const all = [
    some(
      1,
      pair(
        task.id,
        fc.oneof({ arbitrary: scalar(ownIds), weight: 20 }, { arbitrary: alias, weight: 1 }),
      ),
    ),
    some(2, pair(task.migratedFrom, formers)),
    some(
      8,
      pair(task.migratedTo, fc.oneof(scalar(fc.constantFrom("own#2", "mt#456", "new#9")), nothing)),
    ),
    ...task.references.map(key => some(2, pair(key, references))),
  ];
  return fc.tuple(...all);
}

/** What should stand in most files, stands in all but one of ten; else in one of so many. */
function some(outOf: number, one: fc.Arbitrary<Pair>): fc.Arbitrary<Pair[]> {
  const isThere = outOf === 1 ? fc.nat(11).map(n => n > 0) : fc.nat(outOf - 1).map(n => n === 0);
  return fc.tuple(isThere, one).map(([there, that]) => (there ? [that] : []));
}

function pair(name: string, value: fc.Arbitrary<Value>): fc.Arbitrary<Pair> {
  const plainly = /^[A-Za-z]+$/.test(name) ? name : JSON.stringify(name);
  const others = [
    JSON.stringify(name),
    `'${name}'`,
    `? ${plainly}\n`,
    `&k ${plainly}`,
    `!!str ${plainly}`,
    `${plainly} `,
  ];
  return fc
    .tuple(rare(plainly, others, 9), value)
    .map(([key, that]) => ({ name, key, value: that }));
}

/** What belongs to the user, much of it made to look like ours. */
export function extra({ session, task }: Fields): fc.Arbitrary<Pair> {
  const taskId = JSON.stringify(session.taskId);
  const id = JSON.stringify(task.id);
  const words = fc.constantFrom(
    "Fix the page",
    "0123",
    "1e3",
    "md#123",
    "taskId: md#123",
    "# md#123",
    "été 🎉",
    "a\\b",
    "2026-01-02",
  );
  const fixed = fc.constantFrom(
    ...[
      ` |\n  taskId: md#123\n  md#123`,
      ` >-\n  ${taskId}: md#123\n\n   id: own#1`,
      ` |+\n  # md#123\n\n`,
    ],
    ...[
      `\n  ${taskId}: md#123\n  ${id}: own#1`,
      ` [md#123, {${taskId}: md#123}]`,
      ` { ${id}: own#1, ${taskId}: md#123 }`,
    ],
    ...[
      ` md#123\n  and more\n  # no`,
      ` "md#123\n\n  taskId: md#123"`,
      ` 'it''s\n  md#123'`,
      ` &m { ${taskId}: md#123 }`,
      ` &m\n  ${taskId}: md#123`,
    ],
    ...[
      "",
      " *a",
      " *m",
      " *nowhere",
      " !!binary aGk=",
      " !!set {a, b}",
      ` ${"x ".repeat(300)}`,
      " &a",
      " - a",
      " [",
      " 'open",
    ],
    ...[
      ` ${"[".repeat(62)}${"]".repeat(62)}`,
      ` ${"[".repeat(63)}${"]".repeat(63)}`,
      ` ${"[".repeat(70)}${"]".repeat(70)}`,
    ],
  );
  const value = fc.oneof(
    { arbitrary: scalar(words), weight: 3 },
    { arbitrary: list(scalar(words)), weight: 1 },
    {
      arbitrary: fixed.map((text): Value => {
        const isFlow = !/\n|^ [|>]/.test(text);
        return {
          block: indent => text.replace(/\n(?=.)/g, `\n${" ".repeat(indent)}`),
          flow: isFlow ? text.trim() : "x",
        };
      }),
      weight: 4,
    },
  );
  const keys = [
    task.id,
    session.taskId,
    task.migratedFrom,
    "title",
    "status",
    "<<",
    "<<",
    "🎉",
    "inner",
    "1",
  ];
  return fc
    .oneof(
      {
        arbitrary: fc.tuple(fc.constantFrom(...["title", "notes", "x", "y", "status"]), value),
        weight: 9,
      },
      { arbitrary: fc.tuple(fc.constantFrom(...keys), value), weight: 2 },
    )
    .chain(([name, that]) => pair(name, fc.constant(that)));
}
