import { printableJson } from "./printable.ts";

/** The value as JSON; ends in a line break. */
export function toJson(value: unknown): string {
  return [...jsonPieces(value)].join("");
}

/**
 * The same in pieces, for what may be long: each item of a list of `listOf` is made when its turn comes,
 * and need not be held together with the others.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  yield* piecesOf(value, "\n");
  yield "\n";
}

/** An array to be, as a part of what is given to `jsonPieces`. */
export function listOf<T>(values: Iterable<T>, toItem: (value: T) => unknown): List {
  return {
    *[isList]() {
      for (const value of values) yield toItem(value);
    },
  };
}

const isList = Symbol("list");

export interface List {
  readonly [isList]: () => Iterable<unknown>;
}

/** @param lineBreak with the indentation of the line on which the value begins */
function* piecesOf(value: unknown, lineBreak: string): Generator<string> {
  const inner = `${lineBreak}  `;
  if (isListLike(value)) {
    let before = "[";
    for (const item of value[isList]()) {
      yield before + inner;
      yield* piecesOf(item, inner);
      before = ",";
    }
    yield before === "[" ? "[]" : `${lineBreak}]`;
  } else if (holdsList(value)) {
    let before = "{";
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${before}${inner}${printableJson(JSON.stringify(key))}: `;
      yield* piecesOf(member, inner);
      before = ",";
    }
    yield `${lineBreak}}`;
  } else {
    yield printableJson(JSON.stringify(value, null, 2)).replaceAll("\n", lineBreak);
  }
}

function isListLike(value: unknown): value is List {
  return typeof value === "object" && value !== null && isList in value;
}

function holdsList(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.values(value).some(isListLike);
}
