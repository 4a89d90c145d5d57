import { isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { applyEdits, positionsIn, type TextEdit } from "../model/text.ts";
import { parseDocuments } from "./documents.ts";
import {
  endOf,
  indentationAt,
  insert,
  lineAfter,
  lineBreakOf,
  pairAfter,
  replace,
} from "./insert.ts";
import { isNull, openSource, pairOf, startOf } from "./mapping.ts";

/**
 * Adds `backends: { <prefix>: { retired: true } }` to the text of a configuration by the smallest
 * edit. Whether the result says just that is for the caller to check.
 * @returns `undefined` where the text is not a mapping, or aliases repeat what would be edited
 */
export function retireBackend(text: string, prefix: string): string | undefined {
  const documents = parseDocuments(text);
  if ("reason" in documents || documents.length > 1) return undefined;
  const [document] = documents;
  const entry = `${prefix}: { retired: true }`;
  if (document === undefined || document.contents === null || isNull(document.contents)) {
    const lineBreak = lineBreakOf(text);
    const lead = text === "" || text.endsWith("\n") || text === "\uFEFF" ? text : text + lineBreak;
    return `${lead}backends:${lineBreak}  ${entry}${lineBreak}`;
  }
  const { contents } = document;
  if (!isMap(contents)) return undefined;
  const { aliased } = openSource(text, document, positionsIn(text));
  if (
    [...aliased].some(node => node !== undefined && overlaps(node, pairOf(contents, "backends")))
  ) {
    return undefined;
  }
  const edit = editOf(text, contents, prefix);
  return edit === undefined ? undefined : applyEdits(text, [edit]);
}

/** Whether a node that aliases repeat holds, or is held by, what stands under a key. */
function overlaps(node: Node, pair: Pair | undefined): boolean {
  const [value] = [pair?.value as Node | null | undefined];
  if (!value?.range || !node.range) return false;
  return node.range[0] < value.range[1] && value.range[0] < node.range[1];
}

function editOf(text: string, root: YAMLMap, prefix: string): TextEdit | undefined {
  const backends = pairOf(root, "backends");
  if (backends === undefined) {
    const inFlow = `{ ${prefix}: { retired: true } }`;
    return addPair(text, root, "backends", inFlow, `backends:\n  ${prefix}: { retired: true }`);
  }
  const known = backends.value;
  if (!isMap(known)) return undefined;
  const backend = pairOf(known, prefix);
  if (backend === undefined) return addPair(text, known, prefix, "{ retired: true }");
  if (!isMap(backend.value)) return undefined;
  const retired = pairOf(backend.value, "retired");
  if (retired === undefined) return addPair(text, backend.value, "retired", "true");
  return isScalar(retired.value) ? replace(retired.value, "true") : undefined;
}

/** Adds a pair at the end of a mapping. */
function addPair(
  text: string,
  map: YAMLMap,
  key: string,
  value: string,
  block = `${key}: ${value}`,
): TextEdit | undefined {
  const last = map.items.at(-1);
  if (last === undefined) return insert(startOf(map) + 1, ` ${key}: ${value} `);
  if (map.flow) return pairAfter(text, map, last, key, value);
  const start = startOf(last.key as Node);
  const lines = block.split("\n").join(lineBreakOf(text) + indentationAt(text, start));
  return lineAfter(text, endOf(last), start, lines);
}
