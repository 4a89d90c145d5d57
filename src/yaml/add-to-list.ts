import { isAlias, isScalar, isSeq, type Node, type Pair, type YAMLSeq } from "yaml";
import type { QualifiedId } from "../model/task-id.ts";
import type { TextEdit } from "../model/text.ts";
import { insert, isJson, lineAfter, pairAfter, replace, styleLike, valueFor } from "./insert.ts";
import { isNull, type Mapping, pairOf, startOf, styleOf, valueUnder } from "./mapping.ts";
import type { Refusal } from "./refusal.ts";
import { encode } from "./rewrite.ts";

/**
 * Adds an ID at the end of a list of IDs, in the form that stands there; nothing where the list has
 * it already. One ID becomes a list of two. A key that is missing is added.
 * @param pair the pair after which a missing key is put
 */
export function addToList(
  mapping: Mapping,
  key: string,
  id: QualifiedId,
  pair: Pair,
): readonly TextEdit[] | Refusal {
  const { source, map } = mapping;
  const { text } = source;
  const there = pairOf(map, key);
  const list = `[${quoted(id, map.flow === true && isJson(pair.key))}]`;
  if (there === undefined) {
    // Below `<<` a list of others' stands, which an own one would hide.
    if (valueUnder(mapping, key) !== undefined) return { kind: "shared", key };
    return [pairAfter(text, map, pair, key, list)];
  }
  const node = there.value as Node | null;
  if (node === null) return [valueFor(text, there, list)];
  if (isAlias(node) || source.aliased.has(node) || mapping.shared !== undefined) {
    return { kind: "shared", key };
  }
  if (has(mapping, key, id)) return [];
  if (isNull(node)) return [valueFor(text, there, list)];
  if (isSeq(node)) return addItem(text, node, id);
  if (!isScalar(node) || styleOf(node) === "block" || node.tag !== undefined) {
    return { kind: "not-a-list", key };
  }
  const like = styleLike(node, true);
  const first =
    like.style === "plain"
      ? encode(like, String(node.value))
      : source.text.slice(startOf(node), node.range?.[1]);
  return [replace(node, `[${first}, ${written(node, true, id)}]`)];
}

function has(mapping: Mapping, key: string, id: QualifiedId): boolean {
  const value = valueUnder(mapping, key);
  const values = value?.kind === "list" ? value.values : [value];
  return values.some(item => item?.kind === "scalar" && item.scalar.text === id);
}

function addItem(text: string, list: YAMLSeq, id: QualifiedId): readonly TextEdit[] {
  const last = list.items.at(-1) as Node | undefined;
  if (last === undefined) return [insert(startOf(list) + 1, written(undefined, true, id))];
  const end = last.range?.[1] ?? 0;
  if (list.flow) return [insert(end, `, ${written(last, true, id)}`)];
  return [lineAfter(text, end, startOf(list), `- ${written(last, false, id)}`)];
}

/** An ID in the quotes of its neighbour. */
function written(neighbour: unknown, inFlow: boolean, id: QualifiedId): string {
  const like = styleLike(neighbour, inFlow);
  const source = encode(like, id);
  return like.style === "single" ? `'${source}'` : like.style === "double" ? `"${source}"` : source;
}

function quoted(id: QualifiedId, asJson: boolean): string {
  return asJson ? JSON.stringify(id) : encode({ style: "plain", inFlow: true }, id);
}
