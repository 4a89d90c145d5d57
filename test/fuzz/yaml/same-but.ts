import assert from "node:assert/strict";
import { parseAllDocuments, type Scalar, type SchemaOptions } from "yaml";
import { isBlock, type Reading, read } from "./reading.ts";
import { scalarsOf, toldOf } from "./told.ts";

/** The scalars that were to be given another text, by where they were before. */
export type Changes = ReadonlyMap<Scalar, string>;

/**
 * Proves that nothing but some scalars is another one: all other bytes are what they were, and all
 * other nodes with their comments, anchors and tags. The scalars say what they should in the quotes
 * that they had, to readers of YAML 1.1 too.
 */
export function proveSameBut(before: Reading, text: string, changes: Changes): Reading {
  const after = read(text);
  assert(after !== undefined, "what was YAML still is");
  const [was, is] = [scalarsOf(before.documents), scalarsOf(after.documents)];
  assert.equal(is.length, was.length, "there are as many scalars");
  const twice = was.flatMap((scalar, i): Twice[] => {
    const [now, meant] = [is[i], changes.get(scalar)];
    return now === undefined || meant === undefined ? [] : [{ was: scalar, is: now, meant, i }];
  });
  assert.equal(twice.length, changes.size, "what was to change stands in the text once");
  const said = new Map(twice.map(({ is }) => [is, textOf(is)]));
  assert.deepEqual(
    toldOf(after.documents, { instead: scalar => said.get(scalar) }),
    toldOf(before.documents, { instead: scalar => changes.get(scalar) }),
  );
  proveBytes(before, after, twice);
  proveToOthers(before, after, twice);
  return after;
}

/** A scalar before and after. */
interface Twice {
  readonly was: Scalar;
  readonly is: Scalar;
  readonly meant: string;
  /** Which of all scalars. */
  readonly i: number;
}

function textOf(scalar: Scalar): string {
  const value = String(scalar.value);
  return isBlock(scalar) ? value.replace(/\n+$/, "") : value;
}

function proveBytes(before: Reading, after: Reading, twice: readonly Twice[]): void {
  let [end, endAfter] = [0, 0];
  for (const { was, is, meant } of twice) {
    const [from, to] = rangeOf(was, before);
    const [fromAfter, toAfter] = rangeOf(is, after);
    assert.equal(after.text.slice(endAfter, fromAfter), before.text.slice(end, from));
    proveQuotes(was, before.text.slice(from, to), after.text.slice(fromAfter, toAfter), meant);
    [end, endAfter] = [to, toAfter];
  }
  assert.equal(after.text.slice(endAfter), before.text.slice(end));
}

function rangeOf({ range }: Scalar, { start }: Reading): readonly [number, number] {
  assert(range);
  return [range[0] + start, range[1] + start];
}

function proveQuotes(was: Scalar, source: string, after: string, meant: string): void {
  if (isBlock(was)) {
    // Of a block scalar only the text is another one: not its header, nor what follows it.
    const header = source.search(/[\r\n]/);
    const [head, body] = [source.slice(0, header), source.slice(header)];
    assert.equal(after, head + body.replace(textOf(was), () => meant));
  } else if (was.type === "PLAIN") {
    if (after !== meant) assert.equal(after, JSON.stringify(meant));
  } else {
    assert.equal(after[0], source[0]);
    assert.equal(after.at(-1), source.at(-1));
  }
}

function parsedBy(reader: SchemaOptions, { text, start }: Reading) {
  const options = { ...reader, logLevel: "silent", prettyErrors: false } as const;
  const documents = parseAllDocuments(text.slice(start), options);
  return "empty" in documents ? [] : documents;
}

/** What reads types out of plain scalars still reads the text, or a number that is written so. */
function proveToOthers(before: Reading, after: Reading, twice: readonly Twice[]): void {
  if (twice.length === 0) return;
  const readers: readonly SchemaOptions[] = [{ schema: "core" }, { schema: "yaml-1.1" }];
  for (const reader of readers) {
    const documents = parsedBy(reader, after);
    if (documents.some(({ errors }) => errors.length > 0)) {
      // That may have been so before: keys that are the same to this reader alone.
      const errors = parsedBy(reader, before).flatMap(({ errors }) => errors);
      assert.notDeepEqual(errors, [], "what other readers could read they still can");
      continue;
    }
    const scalars = scalarsOf(documents);
    for (const { i, is, meant } of twice) {
      if (is.tag !== undefined) continue; // whatever the tag makes of it
      const value = scalars[i]?.value;
      if (isBlock(is)) assert.equal(String(value).replace(/\n+$/, ""), meant);
      else if (typeof value === "number") assert.equal(String(value), meant);
      else assert.equal(value, meant);
    }
  }
}
