import { type Document, isMap, isScalar, type Node, type Pair, parseDocument } from "yaml";
import { type Position, positionsIn } from "../model/text.ts";
import { parseDocuments, type Unreadable } from "./documents.ts";

/** A YAML text as plain values, which can still say where they stand. */
export interface Data {
  readonly value: unknown;
  /** The place of the key at a path; of the nearest outer one where the path ends early. */
  readonly positionOf: (path: readonly string[]) => Position;
}

export interface BadData {
  readonly problem: string;
  readonly position: Position;
}

/** Reads one document with YAML 1.2's core schema. */
export function parseData(text: string): Data | BadData {
  const positionAt = positionsIn(text);
  const parsed = parseDocuments(text);
  if ("reason" in parsed) {
    return { problem: describe(parsed.reason), position: positionAt(parsed.offset) };
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const [problem = ""] = error.message.split("\n");
    return { problem, position: positionAt(error.pos[0]) };
  }
  const value = unfold(document);
  if (value === tooMany) return { problem: "its aliases repeat too much", position: positionAt(0) };
  return { value, positionOf: path => positionAt(offsetOf(document.contents, path)) };
}

const tooMany = Symbol("aliases that would make values without end");

function unfold(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // What yaml throws for an alias bomb; an alias without an anchor is among the errors.
    if (error instanceof ReferenceError) return tooMany;
    throw error;
  }
}

/** Why a text cannot be read, in words. */
export function describe(reason: Unreadable["reason"]): string {
  switch (reason.kind) {
    case "yaml":
      return reason.detail;
    case "too-deep":
      return `nested deeper than ${reason.limit} levels`;
    case "conflict-markers":
      return "conflict markers are left in the file";
  }
}

function offsetOf(contents: Node | null, path: readonly string[]): number {
  let offset = contents?.range?.[0] ?? 0;
  let node: unknown = contents;
  for (const key of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(item => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (pair === undefined) break;
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
