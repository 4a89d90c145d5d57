import { isScalar, isSeq, parseDocument } from "yaml";
import type { FileKind, Reference, Scalar } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { applyEdits, type TextEdit } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { referencesIn } from "./read-file.ts";

/**
 * Puts new IDs in the place of old ones by splicing the source: `Document.toString()` would
 * reformat the rest (FIELD-NOTES, YAML). The result is read again, and must say what was meant.
 *
 * @param text the file as it was read; the references' spans are offsets into it
 * @param references all references of the text, where they were read already
 * @throws Error when the rewritten text does not read as intended: nothing must be written then
 */
export function rewriteText(
  text: string,
  rewrites: readonly Fix[],
  kind: FileKind,
  settings: Settings,
  references = referencesIn("", kind, text, settings),
): string {
  const rewritten = applyEdits(text, rewrites.flatMap(editsOf));
  verify(references, rewritten, rewrites, kind, settings);
  return rewritten;
}

function editsOf({ reference, rewrite }: Fix): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const put = (scalar: Scalar, text: string): void => {
    if (scalar.text !== text) edits.push({ span: scalar.span, text: encode(scalar, text) });
  };
  put(reference.scalar, rewrite.taskId);
  if (reference.backend !== undefined && rewrite.backend !== undefined) {
    put(reference.backend.scalar, rewrite.backend);
  }
  return edits;
}

/** The source of a text in the place of a scalar, in the quotes that stand there. */
export function encode({ style, inFlow }: Pick<Scalar, "style" | "inFlow">, text: string): string {
  switch (style) {
    case "single":
      return text.replaceAll("'", "''");
    case "double":
      return escaped(text);
    case "block":
      return text;
    case "plain":
      return isSafeUnquoted(text, inFlow) ? text : `"${escaped(text)}"`;
  }
}

/** A double-quoted YAML scalar takes all escapes of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Text to every reader, in flow style too: asking two parsers takes longer than all the rest. */
const ordinaryId = /^[A-Za-z][A-Za-z0-9_-]*#[A-Za-z0-9_-]+$/;

/**
 * Whether every YAML reader takes the unquoted text for itself: `1e3` is 1000 to most, `0123` is
 * 83 to YAML 1.1. A number that is written as it is read (`456`) may stay: so was the one before.
 */
function isSafeUnquoted(text: string, inFlow: boolean): boolean {
  if (ordinaryId.test(text)) return true;
  const source = inFlow ? `[${text}]` : `- ${text}`;
  return (["1.1", "1.2"] as const).every(version => {
    const { contents, errors } = parseDocument(source, { version });
    const node = isSeq(contents) && contents.items.length === 1 ? contents.items[0] : undefined;
    if (errors.length > 0 || !isScalar(node) || node.source !== text) return false;
    const isText = typeof node.value === "string" || typeof node.value === "number";
    return isText && String(node.value) === text;
  });
}

/** Every reference must read as before, save the rewritten ones, which read as intended. */
function verify(
  references: readonly Reference[],
  rewritten: string,
  rewrites: readonly Fix[],
  kind: FileKind,
  settings: Settings,
): void {
  const intended = new Map(
    rewrites.map(({ reference, rewrite }) => [reference.scalar.span.start, rewrite]),
  );
  const before = references.map(reference => {
    const rewrite = intended.get(reference.scalar.span.start);
    return {
      taskId: rewrite?.taskId ?? reference.scalar.text,
      backend: rewrite?.backend ?? reference.backend?.scalar.text,
    };
  });
  const after = referencesIn("", kind, rewritten, settings).map(({ scalar, backend }) => ({
    taskId: scalar.text,
    backend: backend?.scalar.text,
  }));
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    throw new Error("the rewritten text would not read as intended");
  }
}
