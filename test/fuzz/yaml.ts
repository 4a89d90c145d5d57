import fc from "fast-check";
import type { FileKind } from "../../src/model/record.ts";
import { count, type Fuzzer, tryCases } from "./fuzzer.ts";
import { bytesIn, fileOf } from "./yaml/files.ts";
import { proveFix } from "./yaml/fix.ts";
import { proveMigration } from "./yaml/migrate.ts";
import { proveUpdate } from "./yaml/update.ts";
import { targets, worlds } from "./yaml/world.ts";

/** By number, so that a case is short to print. */
const worldNumbers = fc.nat(worlds.length - 1);
const file = (kind: FileKind) =>
  worldNumbers.chain(world =>
    fileOf(kind, worldOf(world).settings.fields).map(bytes => ({ kind, world, bytes })),
  );
const target = fc.constantFrom(...targets);
const cases = fc.oneof(
  { weight: 3, arbitrary: fc.record({ edit: fc.constant("fix" as const), file: file("session") }) },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant("fix" as const), file: file("task") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      edit: fc.constant("update" as const),
      file: file("session"),
      which: fc.nat(5),
      to: target,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      edit: fc.constant("migrate" as const),
      file: file("task"),
      orders: fc.array(
        fc.record({
          which: fc.nat(5),
          kind: fc.constantFrom("move" as const, "bury" as const),
          to: target,
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
);

/** Session and task files, and what is edited in them. */
export const fuzz: Fuzzer = order => {
  const covered: Record<string, number> = {};
  const judge = async (one: Case): Promise<void> => {
    count(covered, `${one.edit}: ${await prove(one)}`);
  };
  return tryCases(cases, judge, covered, order);
};

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function prove(one: Case): string | Promise<string> {
  const { kind, world, bytes } = one.file;
  const opened = { kind, world: worldOf(world), bytes: bytesIn(bytes) };
  switch (one.edit) {
    case "fix":
      return proveFix(opened);
    case "update":
      return proveUpdate(opened, one.which, one.to);
    case "migrate":
      return proveMigration(opened, one.orders);
  }
}

function worldOf(number: number) {
  const world = worlds[number];
  if (world === undefined) throw new Error(`there is no world ${number}`);
  return world;
}
