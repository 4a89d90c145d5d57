import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  visit,
} from "yaml";

/** All that nodes say to a reader and to people, as plain data to compare. */
export type Told = readonly unknown[];

/** What is not to be told as it stands there. */
export interface Except {
  /** What is told of a scalar in the place of its text and quotes; `undefined` for these. */
  readonly instead?: (scalar: Scalar) => string | undefined;
  /** Whether a pair of a mapping is left out. */
  readonly isOut?: (pair: Pair) => boolean;
  /** Which node has a comment is not told: one in a new place is no other one. */
  readonly noComments?: boolean;
}

export function toldOf(documents: readonly Document[], except: Except): Told {
  return documents.map(document => {
    const { contents, directives, warnings } = document;
    const known = { yaml: directives?.yaml, tags: directives?.tags, start: directives?.docStart };
    const warned = warnings.map(({ code }) => code);
    return [known, warned, ...around(document, except), toldOfNode(contents, except)];
  });
}

function toldOfNode(node: unknown, except: Except): unknown {
  if (isPair(node)) return [toldOfNode(node.key, except), toldOfNode(node.value, except)];
  if (isAlias(node)) return ["alias", node.source, ...around(node, except)];
  if (isScalar(node)) {
    const other = except.instead?.(node);
    const said = other === undefined ? [node.value, node.type] : [other];
    return ["scalar", ...said, node.anchor, node.tag, ...around(node, except)];
  }
  if (!isMap(node) && !isSeq(node)) return node;
  const { flow = false, anchor, tag } = node;
  const all: readonly unknown[] = node.items;
  const items = all
    .filter(item => !(isPair(item) && except.isOut?.(item)))
    .map(item => toldOfNode(item, except));
  return [isMap(node) ? "map" : "seq", flow, anchor, tag, ...around(node, except), items];
}

interface Commented {
  readonly comment?: string | null | undefined;
  readonly commentBefore?: string | null | undefined;
  readonly spaceBefore?: boolean | undefined;
}

function around(node: Commented, { noComments = false }: Except): readonly unknown[] {
  return noComments ? [] : [node.comment, node.commentBefore, node.spaceBefore];
}

/** The comments of documents, wherever they stand. */
export function commentsOf(documents: readonly Document[]): readonly string[] {
  const comments: string[] = [];
  const add = ({ comment, commentBefore }: Commented): void => {
    const lines = [comment, commentBefore].flatMap(text => text?.split("\n") ?? []);
    comments.push(...lines.map(line => line.trim()).filter(line => line !== ""));
  };
  for (const document of documents) {
    add(document);
    visit(document, { Node: (_, node) => add(node) });
  }
  return comments.sort();
}

/** The scalars of documents, keys too, in the order of the text. */
export function scalarsOf(documents: readonly Document[]): readonly Scalar[] {
  const scalars: Scalar[] = [];
  for (const document of documents) {
    visit(document, { Scalar: (_, scalar) => void scalars.push(scalar) });
  }
  return scalars;
}
