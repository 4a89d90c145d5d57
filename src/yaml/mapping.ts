import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
  type Scalar as YamlScalar,
} from "yaml";
import type { Scalar } from "../model/record.ts";
import type { Position, Span } from "../model/text.ts";
import { type PlainMapping, plainSourceWithout, plainValueUnder } from "./plain-document.ts";
import { commentRightAfter, isNothing, type Value } from "./value.ts";

/** A mapping of a YAML file with what is needed to read its values and where they stand. */
export interface Mapping {
  readonly source: Source;
  readonly map: YAMLMap;
  readonly shared: Scalar["shared"];
  readonly position: Position;
}

/** One document of a file. */
export interface Source {
  readonly text: string;
  readonly positionAt: (offset: number) => Position;
  readonly document: Document;
  /** What each alias of the document stands for. */
  readonly targets: ReadonlyMap<Alias, Node | undefined>;
  /** The nodes that some alias repeats. */
  readonly aliased: ReadonlySet<Node | undefined>;
}

export function openSource(
  text: string,
  document: Document,
  positionAt: Source["positionAt"],
): Source {
  const targets = new Map<Alias, Node | undefined>();
  if (text.includes("*")) {
    // One walk in the order of the text: an alias stands for the last node with its anchor before.
    const anchored = new Map<string, Node>();
    visit(document, {
      Alias: (_, alias) => void targets.set(alias, anchored.get(alias.source)),
      Value: (_, node) => void (node.anchor !== undefined && anchored.set(node.anchor, node)),
    });
  }
  return { text, document, positionAt, targets, aliased: new Set(targets.values()) };
}

/**
 * The mappings of a document that holds one, or a sequence of them.
 * @returns a position where something else stands
 */
export function mappingsOf(source: Source): readonly (Mapping | Position)[] {
  const { contents } = source.document;
  if (contents === null || isNull(contents)) return [];
  const items = isSeq(contents) ? contents.items : [contents];
  const outer = isSeq(contents) ? sharing(source, contents) : undefined;
  return items.map(item => {
    const node = item as Node;
    const position = source.positionAt(startOf(node));
    const { target, shared } = dereference(source, node, outer);
    return isMap(target) ? { source, map: target, shared, position } : position;
  });
}

/** @returns `undefined` when the mapping does not have the key */
export function valueUnder(mapping: Mapping | PlainMapping, key: string): Value | undefined {
  if (!("map" in mapping)) return plainValueUnder(mapping, key);
  const { map, source } = mapping;
  const pair = pairOf(map, key);
  if (pair !== undefined) return valueIn(mapping, pair);
  for (const inherited of mergedInto(mapping)) {
    const found = pairOf(inherited, key);
    if (found !== undefined) return readPair(source, found, { shared: "alias", inFlow: false });
  }
  return undefined;
}

/** What stands in a pair of the mapping. */
export function valueIn({ map, source, shared }: Mapping, pair: Pair): Value {
  return readPair(source, pair, { shared, inFlow: map.flow === true });
}

/**
 * The pairs of a mapping from text to text, in the order of the file.
 * @returns a position where something else stands
 */
export function textPairs({ map, source }: Mapping) {
  return map.items.map(({ key, value }) => {
    const position = source.positionAt(startOf(key as Node));
    if (!isScalar(key) || !isScalar(value) || isNull(value)) return position;
    return { key: String(key.value), value: String(value.value), position };
  });
}

/** The source text of the pairs under all other keys. */
export function sourceWithout(mapping: Mapping | PlainMapping, keys: readonly string[]): string {
  if (!("map" in mapping)) return plainSourceWithout(mapping, keys);
  return mapping.map.items
    .filter(({ key }) => !(isScalar(key) && keys.includes(String(key.value))))
    .map(({ key, value }) => {
      const [first, last] = [key as Node, (value ?? key) as Node];
      return mapping.source.text.slice(startOf(first), last.range?.[1]);
    })
    .join("\n");
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  if (map.items.length < manyPairs) return map.items.find(pair => isUnder(pair, key));
  const known = pairsByKey.get(map) ?? indexed(map);
  pairsByKey.set(map, known);
  return known.get(key);
}

/** A mapping of many keys may be merged into thousands of others: it is not searched for each. */
const manyPairs = 64;
const pairsByKey = new WeakMap<YAMLMap, ReadonlyMap<unknown, Pair>>();

function indexed(map: YAMLMap): ReadonlyMap<unknown, Pair> {
  const pairs = new Map<unknown, Pair>();
  for (const pair of map.items) if (isScalar(pair.key)) pairs.set(pair.key.value, pair);
  return pairs;
}

function isUnder(pair: Pair, key: string): boolean {
  return isScalar(pair.key) && pair.key.value === key;
}

/** `<<: *base`: YAML 1.1 readers take the keys of `base` for the mapping's own. */
function mergedInto({ map, source }: Mapping): readonly YAMLMap[] {
  const merge = pairOf(map, "<<")?.value;
  const sources = isSeq(merge) ? merge.items : [merge];
  const targets = sources.flatMap(node => {
    const target = isAlias(node) ? source.targets.get(node) : node;
    return isMap(target) ? [target] : [];
  });
  return [...new Set(targets)];
}

type Surroundings = Pick<Scalar, "shared" | "inFlow"> & { readonly inList?: true };

function readPair(source: Source, pair: Pair, around: Surroundings): Value {
  const { key, value } = pair as Pair<Node, Node | null>;
  if (value !== null) return readNode(source, value, around);
  return { kind: "absent", comment: undefined, position: source.positionAt(startOf(key)) };
}

function readNode(source: Source, node: Node, around: Surroundings): Value {
  const { target, shared } = dereference(source, node, around.shared);
  const position = source.positionAt(startOf(node));
  if (isSeq(target)) {
    // A list in a list means nothing here; through an alias it may even hold itself.
    const inside = { shared, inFlow: target.flow === true, inList: true } as const;
    const items = around.inList ? [] : target.items;
    const values = items.map(item => readNode(source, item as Node, inside));
    return { kind: "list", values, position };
  }
  if (!isScalar(target)) return { kind: "mapping", position };

  const isCommented = !isAlias(node) && target.type === "PLAIN";
  const comment = isCommented ? commentRightAfter(source.text, target.range?.[1] ?? 0) : undefined;
  if (isNull(target)) return { kind: "absent", comment, position };
  const { style, text, span } = readScalar(source, target);
  // Seen through an alias, a value is shown where the alias stands.
  const at = isAlias(node) ? position : source.positionAt(span.start);
  const { inFlow } = around;
  return { kind: "scalar", scalar: { text, span, position: at, style, inFlow, shared }, comment };
}

function dereference(source: Source, node: Node, outer: Scalar["shared"]) {
  if (!isAlias(node)) return { target: node, shared: outer ?? sharing(source, node) };
  return { target: source.targets.get(node), shared: "alias" as const };
}

function sharing(source: Source, node: Node): Scalar["shared"] {
  return source.aliased.has(node) ? "anchor" : undefined;
}

function readScalar(source: Source, node: YamlScalar) {
  const style = styleOf(node);
  // Block scalars end in a line break unless they say otherwise; it is not part of an ID.
  const value = String(node.value);
  const text = style === "block" ? withoutLineBreaksAtEnd(value) : value;
  return { text, style, span: spanOf(source.text, node, style, text) };
}

/** By hand: `/\n+$/` tries anew at each of a million line breaks that are not at the end. */
function withoutLineBreaksAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  return text.slice(0, end);
}

export function styleOf(node: YamlScalar): Scalar["style"] {
  switch (node.type) {
    case "QUOTE_SINGLE":
      return "single";
    case "QUOTE_DOUBLE":
      return "double";
    case "BLOCK_FOLDED":
    case "BLOCK_LITERAL":
      return "block";
    default:
      return "plain";
  }
}

/** The text itself: without its quotes, or the header of a block scalar. */
function spanOf(text: string, node: YamlScalar, style: Scalar["style"], value: string): Span {
  const [start, end] = node.range ?? [0, 0];
  if (style === "plain") return { start, end };
  if (style !== "block") return { start: start + 1, end: end - 1 };
  const header = text.slice(start).search(/[\r\n]/);
  const found = text.indexOf(value, start + header);
  // Of several lines the text does not stand there as it is: indentation is between them.
  if (found < 0) return { start, end };
  return { start: found, end: found + value.length };
}

export function isNull(node: Node): boolean {
  return isScalar(node) && node.type === "PLAIN" && isNothing(`${node.value}`);
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
