import type { Backend, QualifiedId, TaskId } from "./task-id.ts";
import type { Position, Span } from "./text.ts";

/** A scalar of a YAML file: what it says and where it stands. */
export interface Scalar {
  readonly text: string;
  readonly span: Span;
  readonly position: Position;
  readonly style: "plain" | "single" | "double" | "block";
  /** Inside `[…]` or `{…}`, where a plain scalar may not hold `,[]{}`. */
  readonly inFlow: boolean;
  /**
   * Why replacing this text would change more than this one value: it stands elsewhere (`alias`),
   * or others repeat it (`anchor`). FIELD-NOTES, YAML: "say so, don't do it".
   */
  readonly shared: "alias" | "anchor" | undefined;
}

/** A place in a file that names a task. */
export interface Reference {
  readonly file: string;
  readonly holder: Holder;
  /** The key under which it stands: `taskId`, `parent`, `dependsOn` … */
  readonly key: string;
  readonly scalar: Scalar;
  readonly taskId: TaskId;
  /** The backend that the session names beside its `taskId`. */
  readonly backend: { readonly scalar: Scalar; readonly prefix: Backend } | undefined;
}

/** Who holds a reference: the session by its name, the task by its ID. */
export type Holder =
  | { readonly kind: "session"; readonly name: string }
  | { readonly kind: "task"; readonly name: QualifiedId };

export interface Session {
  readonly name: string;
  /** Else the name is that of the file. */
  readonly hasOwnName: boolean;
  readonly file: string;
  readonly position: Position;
  readonly reference: Reference | undefined;
  /** The record's keys and values less its name and its task: what makes two records the same session. */
  readonly body: string;
}

/** What a session without a name of its own is called: its file's name without the ending. */
export function nameFromFile(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

export interface Task {
  readonly id: QualifiedId;
  readonly file: string;
  readonly position: Position;
  /** IDs that this task had before, oldest first. */
  readonly migratedFrom: readonly PlacedId[];
  /** Present in a tombstone: where the task went. */
  readonly migratedTo: PlacedId | undefined;
  readonly references: readonly Reference[];
  readonly title: string | undefined;
  /** What it says of its progress, in the user's own words: `TODO`, `DONE` … */
  readonly status: string | undefined;
  /** The body less its references, which follow the tasks that they name. */
  readonly content: string;
  /** The record's keys and values less its ID and migrations: what makes two records the same task. */
  readonly body: string;
}

/** A qualified ID of a task file, and where it stands. */
export interface PlacedId {
  readonly id: QualifiedId;
  readonly position: Position;
}

export type FileKind = "session" | "task";

/** Something in a session or task file that cannot be read as what it should be. */
export interface Problem {
  readonly file: string;
  /** What the file was read as; its path decides. */
  readonly kind: FileKind;
  readonly position: Position;
  readonly reason: ProblemReason;
}

export type ProblemReason =
  | { readonly kind: "yaml"; readonly detail: string }
  | { readonly kind: "conflict-markers" }
  | { readonly kind: "unmerged" }
  | { readonly kind: "utf8" }
  | { readonly kind: "file-name" }
  | { readonly kind: "unreadable"; readonly detail: string }
  | { readonly kind: "too-large"; readonly bytes: number; readonly limit: number }
  | { readonly kind: "too-deep"; readonly limit: number }
  | { readonly kind: "not-a-mapping" }
  | { readonly kind: "missing-id"; readonly key: string }
  | { readonly kind: "not-text"; readonly key: string }
  | { readonly kind: "too-long"; readonly key: string; readonly limit: number }
  | { readonly kind: "not-an-id"; readonly key: string; readonly text: string }
  | { readonly kind: "not-qualified"; readonly key: string; readonly text: string }
  | { readonly kind: "comment"; readonly key: string; readonly comment: string };

/** What was read from files. */
export interface Records {
  /** The references that are to be judged, where not all are. */
  readonly judged?: readonly Reference[];
  readonly sessions: readonly Session[];
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
}

/** Of records, which tasks and sessions they name; not what else sets them apart. */
export interface Mentions {
  readonly sessions: readonly NamedSession[];
  readonly tasks: readonly NamedTask[];
  readonly problems: readonly Problem[];
}

export type NamedSession = Omit<Session, "body">;
export type NamedTask = Omit<Task, "title" | "status" | "content" | "body">;

/** Every place that names a task, the sessions' first. */
export function referencesOf({ sessions, tasks }: Records): readonly Reference[] {
  return [
    ...sessions.flatMap(session => session.reference ?? []),
    ...tasks.flatMap(task => task.references),
  ];
}
