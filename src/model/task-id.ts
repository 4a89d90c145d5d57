/**
 * Task IDs, as CONTRACT section 2 defines them: `backend#localId` (qualified), or the local ID
 * alone (plain: `123`, `#123`, `task#123`). IDs are text and are compared exactly.
 */

declare const brand: unique symbol;

/** `backend#localId`, checked. */
export type QualifiedId = string & { readonly [brand]: "QualifiedId" };
/** The part after the `#`, checked: one or more characters other than white space and `#`. */
export type LocalId = string & { readonly [brand]: "LocalId" };
/** The part before the `#`, checked: a prefix such as `md`. */
export type Backend = string & { readonly [brand]: "Backend" };

/** What may stand before a plain local ID without qualifying it. */
export type PlainForm = "" | "#" | "task#";

/** A task ID as somebody wrote it. */
export type TaskId =
  | { readonly kind: "qualified"; readonly id: QualifiedId }
  | { readonly kind: "plain"; readonly localId: LocalId; readonly form: PlainForm };

/** `task#7` is a plain ID, so `task` cannot be the name of a backend. */
const backend = "(?!task(?:#|$))[A-Za-z][A-Za-z0-9_-]*";
/**
 * Beside white space and `#`, control characters are refused (they cannot be shown, nor stand in
 * a plain scalar), and lone surrogates (UTF-8 cannot hold them: another ID would come back).
 */
const localId = "[^\\s#\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]+";

/** The prefix of a backend. Without flags, as a JSON Schema has none. */
export const backendPattern = new RegExp(`^${backend}$`);
/** An ID with its backend. Under `u`, which those who read JSON Schemas set, surrogates are lone ones. */
export const qualifiedIdPattern = new RegExp(`^${backend}#${localId}$`, "u");
/** An ID in any form: qualified, or plain in one of three forms. */
export const taskIdPattern = new RegExp(`^(?:${backend}#|(#|task#)?)(${localId})$`, "u");

/**
 * Reads a task ID in any form.
 * @param text the ID without quotes, e.g. `md#123`, `123`, `#123`, `task#123`
 * @returns `undefined` when the text is not a task ID
 */
export function parseTaskId(text: string): TaskId | undefined {
  const id = parseQualifiedId(text);
  if (id !== undefined) return { kind: "qualified", id };
  const [, form = "", localId] = taskIdPattern.exec(text) ?? [];
  if (localId === undefined) return undefined;
  return { kind: "plain", localId: localId as LocalId, form: form as PlainForm };
}

/** Reads a qualified ID; `undefined` for anything else, plain IDs included. */
export function parseQualifiedId(text: string): QualifiedId | undefined {
  return qualifiedIdPattern.test(text) ? (text as QualifiedId) : undefined;
}

/** Writes a task ID; the inverse of `parseTaskId`. */
export function formatTaskId(taskId: TaskId): string {
  return taskId.kind === "qualified" ? taskId.id : taskId.form + taskId.localId;
}

export function qualify(backend: Backend, localId: LocalId): QualifiedId {
  return `${backend}#${localId}` as QualifiedId;
}

export function backendOf(id: QualifiedId): Backend {
  return id.slice(0, id.indexOf("#")) as Backend;
}

export function localIdOf(id: QualifiedId): LocalId {
  return id.slice(id.indexOf("#") + 1) as LocalId;
}

export function localPart(taskId: TaskId): LocalId {
  return taskId.kind === "qualified" ? localIdOf(taskId.id) : taskId.localId;
}

/** The local part of an ID in any form, or `undefined` when the text is not a task ID. */
export function extractLocalId(text: string): string | undefined {
  const taskId = parseTaskId(text);
  return taskId === undefined ? undefined : localPart(taskId);
}

export function isBackend(text: string): text is Backend {
  return backendPattern.test(text);
}
