import fc from "fast-check";
import type { FileKind } from "../../../src/model/record.ts";
import type { Fields } from "../../../src/model/settings.ts";
import { extra, type Pair, sessionPairs, taskPairs } from "./pairs.ts";
import { rare } from "./values.ts";

/**
 * Texts of session and task files, written in all the ways that YAML has: styles of scalars, block
 * and flow, anchors, tags, explicit keys, comments, several documents, and beside it text that only
 * looks like a reference.
 */
export function textOf(kind: FileKind, fields: Fields): fc.Arbitrary<string> {
  const record = kind === "session" ? sessionPairs(fields) : taskPairs(fields);
  const pairs = fc
    .tuple(record, fc.array(extra(fields), { maxLength: 3 }), fc.infiniteStream(fc.nat(9)))
    .map(([own, others, order]) => shuffled(distinct([...own.flat(), ...others], order), order));
  const start = rare("", [
    "---\n",
    "# why\n",
    "--- # why\n",
    "%YAML 1.2\n---\n",
    "%TAG ! tag:x,1:\n---\n",
    "\n---\n",
    "---\n---\n",
    "--- ",
    "...",
  ]);
  const between = rare("---\n", [
    "...\n---\n",
    "--- # md#123\n",
    "\n---\n\n",
    "---\n# only this\n---\n",
  ]);
  const end = rare("", ["...\n", "---\n", "# end", "\n\n", "  ", "\t", "...\n# taskId: md#123\n"]);
  const one = documentOf(pairs);
  const documents = fc.oneof(
    { arbitrary: fc.tuple(one), weight: 4 },
    { arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }), weight: 1 },
  );
  return fc
    .tuple(start, documents, between, end, lineBreak, fc.boolean())
    .map(([first, some, line, last, writeBreaks, isCut]) => {
      const text = first + some.join(line);
      return writeBreaks(isCut ? text.replace(/\n$/, "") : text + last);
    });
}

const lineBreak = fc.oneof(
  { arbitrary: fc.constant((text: string) => text), weight: 12 },
  { arbitrary: fc.constant((text: string) => text.replaceAll("\n", "\r\n")), weight: 3 },
  { arbitrary: fc.constant((text: string) => text.replace(/(.*\n.*)\n/g, "$1\r\n")), weight: 1 },
  { arbitrary: fc.constant((text: string) => text.replaceAll("\n", "\r")), weight: 1 },
);

/** One mapping, or a sequence of them, in block style or in flow style. */
function documentOf(pairs: fc.Arbitrary<readonly Pair[]>): fc.Arbitrary<string> {
  const before = rare("", ["&m ", "!!map ", "&s "], 9);
  const mapping = fc
    .tuple(pairs, rare("", ["# md#123\n", "\n"], 6))
    .map(([some, line]) => ({ some, line }));
  const one = fc.tuple(mapping, fc.nat(7), before).map(([{ some, line }, form, anchor]) => {
    if (form === 0 || some.length === 0) return `${anchor}${flowMapping(some, ", ")}\n`;
    if (form === 1) return `${anchor}${flowMapping(some, ",\n  ")}\n`;
    return `${anchor === "" ? "" : `${anchor}\n`}${line}${blockMapping(some, 0, "")}`;
  });
  const item = fc
    .tuple(mapping, fc.nat(9), fc.constantFrom(1, 1, 3), before)
    .map(([{ some }, form, spaces, anchor]) => {
      if (form === 0) return "- *m\n";
      if (form === 1 || some.length === 0) return `- ${anchor}${flowMapping(some, ", ")}\n`;
      if (anchor !== "") return `- ${anchor}\n${blockMapping(some, 2, "  ")}`;
      return `-${" ".repeat(spaces)}${blockMapping(some, spaces + 1, "")}`;
    });
  const sequence = fc.array(item, { minLength: 1, maxLength: 3 }).map(items => items.join(""));
  return fc.oneof({ arbitrary: one, weight: 4 }, { arbitrary: sequence, weight: 1 });
}

function blockMapping(pairs: readonly Pair[], indent: number, first: string): string {
  const inset = " ".repeat(indent);
  return pairs
    .map(({ key, value }, i) => {
      const colon = key.endsWith("\n") ? `${inset}:` : ":";
      return `${i === 0 ? first : inset}${key}${colon}${value.block(indent)}\n`;
    })
    .join("");
}

function flowMapping(pairs: readonly Pair[], between: string): string {
  return `{${pairs.map(({ key, value }) => `${key.replace("\n", " ")}: ${value.flow}`).join(between)}}`;
}

/** Without most of those that have the same key. */
function distinct(pairs: readonly Pair[], chance: Iterator<number>): readonly Pair[] {
  const keys = new Set<string>();
  return pairs.filter(({ name }) => {
    const isNew = !keys.has(name);
    keys.add(name);
    return isNew || (Number(chance.next().value) === 0 && Number(chance.next().value) < 3);
  });
}

function shuffled<T>(values: readonly T[], order: Iterator<number>): readonly T[] {
  return values
    .map(value => ({ value, at: Number(order.next().value) }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
