import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { limits } from "../../../src/limits.ts";
import type { FileKind } from "../../../src/model/record.ts";
import type { Settings } from "../../../src/model/settings.ts";
import { isId } from "./meaning.ts";
import type { KnownTask } from "./world.ts";

/** A text as the `yaml` package reads it, all scalars as they are written. */
export interface Reading {
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  /** The offset at which the documents' offsets begin: a byte order mark is none of them. */
  readonly start: number;
}

/** A reference, with what it takes to know what belongs in its place. */
export interface Found {
  readonly node: Scalar;
  readonly text: string;
  /** Others say the same by an alias, or it is said by one. */
  readonly isShared: boolean;
  readonly backend:
    | { readonly node: Scalar; readonly text: string; readonly isShared: boolean }
    | undefined;
}

/** What a file says by the contract's section 2. */
export interface Contents {
  readonly references: readonly Found[];
  readonly tasks: readonly OwnTask[];
}

/** A task and the mapping that it stands in. */
export interface OwnTask extends KnownTask {
  readonly map: YAMLMap;
}

/** @returns `undefined` where the `yaml` package finds an error, or the nesting is too deep for us */
export function read(text: string): Reading | undefined {
  // To the package no line ends there, to YAML one does.
  if (/\r(?!\n)/.test(text)) return undefined;
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const documents = parse(text.slice(start));
  if (documents === undefined || documents.some(({ errors }) => errors.length > 0))
    return undefined;
  const depths = documents.map(({ contents }) =>
    contents === null ? 0 : depthOf(contents, text.slice(start)),
  );
  if (depths.some(depth => depth > limits.yamlDepth)) return undefined;
  return { text, documents, start };
}

function parse(text: string): readonly Document.Parsed[] | undefined {
  try {
    const documents = parseAllDocuments(text, {
      schema: "failsafe",
      logLevel: "silent",
      prettyErrors: false,
    });
    return "empty" in documents ? [] : documents;
  } catch (error) {
    // The stack ends before the nesting does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** How many collections are in each other, and what is in the innermost. */
function depthOf(node: Node, text: string): number {
  // `[a: b]` holds a mapping without brackets, which is no token of its own.
  const counts = (one: unknown): boolean =>
    !isPair(one) && !(isMap(one) && one.flow && text[one.range?.[0] ?? 0] !== "{");
  let deepest = 0;
  visit(node, (_, one, path) => {
    deepest = Math.max(deepest, [...path, one].filter(counts).length);
  });
  return deepest;
}

export function contentsOf(
  { documents, text, start }: Reading,
  kind: FileKind,
  settings: Settings,
): Contents {
  const references: Found[] = [];
  const tasks: OwnTask[] = [];
  for (const document of documents) {
    const reader = new DocumentReader(document, text.slice(start), settings);
    for (const record of reader.records()) {
      if (kind === "session") references.push(...reader.sessionReferences(record));
      else {
        const task = reader.task(record);
        if (task === undefined) continue; // what it refers to is nobody's
        tasks.push(task);
        references.push(...reader.taskReferences(record));
      }
    }
  }
  return { references, tasks };
}

/** Something reached on the way down, and whether an alias was passed, or leads to something passed. */
interface Reached<T> {
  readonly node: T;
  readonly isShared: boolean;
}

class DocumentReader {
  readonly #document: Document.Parsed;
  readonly #text: string;
  readonly #settings: Settings;
  readonly #repeated = new Set<unknown>();

  constructor(document: Document.Parsed, text: string, settings: Settings) {
    this.#document = document;
    this.#text = text;
    this.#settings = settings;
    visit(document, { Alias: (_, alias) => void this.#repeated.add(alias.resolve(document)) });
  }

  records(): readonly Reached<YAMLMap>[] {
    const { contents } = this.#document;
    const outer = this.#reach(contents, false);
    const items = isSeq(contents) ? contents.items : [contents];
    return items.flatMap(item => {
      const { node, isShared } = this.#reach(item, isSeq(contents) && outer.isShared);
      return isMap(node) ? [{ node, isShared }] : [];
    });
  }

  sessionReferences(record: Reached<YAMLMap>): readonly Found[] {
    const { taskId, backend } = this.#settings.fields.session;
    const beside = this.#under(record, backend);
    const found = beside && this.#textIn(beside);
    return this.#references(record, taskId, false, found);
  }

  taskReferences(record: Reached<YAMLMap>): readonly Found[] {
    const { references } = this.#settings.fields.task;
    return references.flatMap(key => this.#references(record, key, true, undefined));
  }

  task(record: Reached<YAMLMap>): OwnTask | undefined {
    const { id, migratedFrom, migratedTo } = this.#settings.fields.task;
    const ids = (key: string, isList: boolean): readonly string[] =>
      this.#references(record, key, isList, undefined).flatMap(({ text }) =>
        isId(text) ? [text] : [],
      );
    const [own] = ids(id, false);
    if (own === undefined) return undefined;
    return {
      id: own,
      from: ids(migratedFrom, true),
      to: ids(migratedTo, false)[0],
      map: record.node,
    };
  }

  #references(
    record: Reached<YAMLMap>,
    key: string,
    isList: boolean,
    backend: Found["backend"],
  ): readonly Found[] {
    const value = this.#under(record, key);
    if (value === undefined) return [];
    const values =
      isSeq(value.node) && isList
        ? value.node.items.map(item => this.#reach(item, value.isShared))
        : [value];
    return values.flatMap(one => {
      const found = this.#textIn(one);
      return found === undefined || this.#isSwallowed(found) ? [] : [{ ...found, backend }];
    });
  }

  /** What stands under a key, of the mapping's own or under one that it takes in by `<<`. */
  #under({ node: map, isShared }: Reached<YAMLMap>, key: string): Reached<unknown> | undefined {
    const own = pairUnder(map, key);
    if (own !== undefined) return this.#reach(own.value, isShared);
    const merged = pairUnder(map, "<<")?.value;
    for (const item of isSeq(merged) ? merged.items : [merged]) {
      const { node } = this.#reach(item, true);
      const pair = isMap(node) ? pairUnder(node, key) : undefined;
      if (pair !== undefined) return this.#reach(pair.value, true);
    }
    return undefined;
  }

  #reach(node: unknown, isShared: boolean): Reached<unknown> {
    if (isAlias(node)) return { node: node.resolve(this.#document), isShared: true };
    return { node, isShared: isShared || this.#repeated.has(node) };
  }

  #textIn({ node, isShared }: Reached<unknown>): NonNullable<Found["backend"]> | undefined {
    if (!isScalar(node)) return undefined;
    const value = String(node.value);
    if (node.type === "PLAIN" && /^(?:~|null|Null|NULL)?$/.test(value)) return undefined;
    return { node, text: isBlock(node) ? value.replace(/\n+$/, "") : value, isShared };
  }

  /** `md #1`: what was meant for an ID is a comment. */
  #isSwallowed({ node, text }: { readonly node: Scalar; readonly text: string }): boolean {
    if (node.type !== "PLAIN" || !/^\p{L}/u.test(text)) return false;
    const isPrefix =
      text === "task" || [...this.#settings.backends.keys()].some(one => one === text);
    return isPrefix && /^[ \t]*#[^\s#]+[ \t]*(?:$|[\r\n])/.test(this.#text.slice(node.range?.[1]));
  }
}

export function isBlock(node: Scalar): boolean {
  return node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
}

export function pairUnder(map: YAMLMap, key: string) {
  return map.items.find(pair => isScalar(pair.key) && pair.key.value === key);
}
