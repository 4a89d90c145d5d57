import { isCollection, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { groupBy } from "../../model/group-by.ts";
import type { FileKind, Reference, Scalar } from "../../model/record.ts";
import type { Settings } from "../../model/settings.ts";
import { positionsIn } from "../../model/text.ts";
import { parseDocuments } from "../documents.ts";
import { type Mapping, mappingsOf, openSource, startOf, valueIn, valueUnder } from "../mapping.ts";
import { readSession } from "../session.ts";
import { readTask } from "../task.ts";
import { cutGap, isBlankOrComment, linesFrom } from "./gap.ts";

/** A session or task of a text, cut into whole lines. Joined in their order, they are the text. */
export interface RecordText {
  /** What tells it from the others of its file: the session's name, the task's ID; else empty. */
  readonly name: string;
  /** What stands above its keys and their comments, such as `---`. */
  readonly head: string;
  readonly keys: ReadonlyMap<string, KeyText>;
  /** What stands below its last key and is not the next one's. */
  readonly tail: string;
  /** What it names under a key, where that is a single task. */
  readonly references: ReadonlyMap<string, Reference>;
}

export interface KeyText {
  /** Comments and blank lines above the key. */
  readonly lead: string;
  /** The lines of the key and its value. */
  readonly body: string;
  /** The value: the text of a scalar, else its source. */
  readonly value: string;
  /** Where a scalar that can be replaced stands in the body. */
  readonly scalar: Scalar | undefined;
}

/**
 * Cuts a text, whose lines end in LF, into the keys of its records.
 * @returns `undefined` where it is anything but mappings in block style, or has aliases: what stands
 *   under one key then depends on another
 */
export function splitText(
  text: string,
  kind: FileKind,
  settings: Settings,
): readonly RecordText[] | undefined {
  const documents = parseDocuments(text);
  if ("reason" in documents) return undefined;
  const positionAt = positionsIn(text);
  const sources = documents.map(document => openSource(text, document, positionAt));
  const mappings = sources.flatMap(source => mappingsOf(source));
  if (sources.some(({ targets }) => targets.size > 0)) return undefined;

  const records: RecordText[] = [];
  let at = 0;
  for (const mapping of mappings) {
    const placed = "map" in mapping ? placeKeys(text, mapping) : undefined;
    if (placed === undefined || !("map" in mapping)) return undefined;
    const first = placed[0]?.start ?? 0;
    const gap = cutGap(text.slice(at, first), records.length > 0);
    if (gap === undefined) return undefined;
    const previous = records.pop();
    if (previous !== undefined) records.push({ ...previous, tail: gap.tail });
    const keys = cutKeys(text, mapping, placed, gap.lead);
    if (keys === undefined) return undefined;
    records.push({ ...describe(mapping, kind, settings), head: gap.head, keys, tail: "" });
    at = placed.at(-1)?.end ?? at;
  }
  const last = records.pop();
  return last === undefined ? [] : [...records, { ...last, tail: text.slice(at) }];
}

/** A key and the whole lines that it takes. */
interface PlacedKey {
  readonly key: string;
  readonly pair: Pair<Node, Node | null>;
  readonly start: number;
  readonly end: number;
}

function placeKeys(text: string, { map }: Mapping): readonly PlacedKey[] | undefined {
  if (map.flow || map.items.length === 0) return undefined;
  const placed: PlacedKey[] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const { key, value } = pair;
    // A merge key brings in keys from elsewhere.
    if (!isScalar(key) || key.value === "<<") return undefined;
    const start = text.lastIndexOf("\n", startOf(key) - 1) + 1;
    const before = text.slice(start, startOf(key));
    if (!(placed.length === 0 ? /^ *(- +)?$/ : /^ *$/).test(before)) return undefined;
    const valueEnd = Math.max(endOf(text, key), value === null ? 0 : endOf(text, value));
    const lineEnd = text.indexOf("\n", valueEnd - 1) + 1;
    placed.push({
      key: String(key.value),
      pair,
      start,
      end: lineEnd + deeperComments(text, lineEnd, before.length),
    });
  }
  return placed;
}

/** Where a node's last character stands, plus one. Collections end before the comments in them. */
function endOf(text: string, node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last: unknown = node.items.at(-1);
    if (isMap(node) && last !== undefined) {
      const { key, value } = last as Pair<Node, Node | null>;
      return Math.max(endOf(text, key), value === null ? 0 : endOf(text, value));
    }
    if (isSeq(node) && last !== undefined) return endOf(text, last as Node);
  }
  const end = node.range?.[1] ?? 0;
  // With `|+` the blank lines below are part of the text; else they are not, though in the range.
  if (isScalar(node) && /^[|>]\d?\+/.test(text.slice(startOf(node), end))) return end;
  return startOf(node) + text.slice(startOf(node), end).trimEnd().length;
}

/** How long the comments are that stand right below a value and further in than its key. */
function deeperComments(text: string, from: number, column: number): number {
  let length = 0;
  for (const line of linesFrom(text, from)) {
    if (!line.trimStart().startsWith("#") || line.search(/\S/) <= column) break;
    length += line.length;
  }
  return length;
}

function cutKeys(
  text: string,
  mapping: Mapping,
  placed: readonly PlacedKey[],
  firstLead: string,
): ReadonlyMap<string, KeyText> | undefined {
  const keys = new Map<string, KeyText>();
  let at: number | undefined;
  for (const { key, pair, start, end } of placed) {
    if (at !== undefined && start < at) return undefined;
    const lead: string = at === undefined ? firstLead : text.slice(at, start);
    if (!isBlankOrComment(lead)) return undefined;
    const found = valueIn(mapping, pair);
    const scalar = found.kind === "scalar" ? found.scalar : undefined;
    const source = pair.value === null ? "" : text.slice(startOf(pair.value), end).trimEnd();
    keys.set(key, {
      lead,
      body: text.slice(start, end),
      value: scalar?.text ?? (found.kind === "absent" ? "" : source),
      scalar: scalar === undefined ? undefined : moved(scalar, start),
    });
    at = end;
  }
  return keys;
}

function moved(scalar: Scalar, by: number): Scalar {
  const { start, end } = scalar.span;
  return { ...scalar, span: { start: start - by, end: end - by } };
}

function describe(mapping: Mapping, kind: FileKind, settings: Settings) {
  const nothing = (): void => {}; // what is wrong in a file, check reports
  const { fields } = settings;
  const nameKey = kind === "session" ? fields.session.name : fields.task.id;
  const name = valueUnder(mapping, nameKey);
  const references =
    kind === "session"
      ? [readSession("", mapping, settings, nothing).reference].flatMap(one => one ?? [])
      : readTask("", mapping, settings, nothing).flatMap(task => task.references);
  const byKey = groupBy(references, reference => reference.key);
  const single = [...byKey].flatMap(([key, [first]]) =>
    first !== undefined && valueUnder(mapping, key)?.kind === "scalar" ? [first] : [],
  );
  return {
    name: name?.kind === "scalar" ? name.scalar.text : "",
    references: new Map(single.map(reference => [reference.key, reference])),
  };
}
