import { isMap, isScalar, isSeq, type Node, type YAMLSeq } from "yaml";
import { applyEdits } from "../model/text.ts";
import { parseDocuments } from "./documents.ts";
import { insert, lineAfter } from "./insert.ts";
import { pairOf, startOf } from "./mapping.ts";

/** What stands at the top of a document: a mapping, and of one of its keys the list. */
export type TopLevelList =
  | { readonly kind: "unreadable" }
  | { readonly kind: "absent" }
  | { readonly kind: "other" }
  | { readonly kind: "list"; readonly list: List };

interface List {
  readonly isFlow: boolean;
  /** The items that are scalars. */
  readonly items: readonly string[];
  /** Where the line of the first item begins, and how far its dash is indented; not in `[…]`. */
  readonly start: number;
  readonly indentation: string;
  readonly node: YAMLSeq;
}

/** Finds a list under a key at the top of a text that holds one mapping. */
export function topLevelList(text: string, key: string): TopLevelList {
  const documents = parseDocuments(text);
  if ("reason" in documents || documents.length !== 1) return { kind: "unreadable" };
  const contents = documents[0]?.contents;
  if (!isMap(contents) || contents.flow) return { kind: "unreadable" };
  const pair = pairOf(contents, key);
  if (pair === undefined) return { kind: "absent" };
  const node = pair.value as Node | null;
  if (!isSeq(node) || node.anchor !== undefined) return { kind: "other" };
  const dash = startOf(node);
  const start = text.lastIndexOf("\n", dash - 1) + 1;
  const list: List = {
    isFlow: node.flow === true,
    items: node.items.flatMap(item => (isScalar(item) ? [String(item.value)] : [])),
    start,
    indentation: text.slice(start, dash),
    node,
  };
  return { kind: "list", list };
}

/** Adds an item at the end of a list. */
export function addItem(text: string, { node, isFlow }: List, item: string): string {
  const last = node.items.at(-1) as Node | undefined;
  if (last === undefined) return applyEdits(text, [insert(startOf(node) + 1, item)]);
  const end = last.range?.[1] ?? 0;
  const edit = isFlow ? insert(end, `, ${item}`) : lineAfter(text, end, startOf(node), `- ${item}`);
  return applyEdits(text, [edit]);
}

/** Takes an item out of a list, with what sets it off from the others. */
export function removeItem(text: string, { node, isFlow }: List, item: string): string {
  const items = node.items as Node[];
  const at = items.findIndex(one => isScalar(one) && one.value === item);
  const [before, found, after] = [items[at - 1], items[at], items[at + 1]];
  if (found === undefined) return text;
  const cut = (start: number, end: number): string =>
    applyEdits(text, [{ span: { start, end }, text: "" }]);
  const end = found.range?.[1] ?? 0;
  if (isFlow) {
    if (before === undefined && after !== undefined) return cut(startOf(found), startOf(after));
    return cut(before?.range?.[1] ?? startOf(node) + 1, end);
  }
  // From the line break before the item's line.
  const lineBreak = text.lastIndexOf("\n", startOf(found));
  return cut(text[lineBreak - 1] === "\r" ? lineBreak - 1 : lineBreak, end);
}
