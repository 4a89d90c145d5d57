import type { Fields } from "./settings.ts";

/**
 * What may stand under a key of a session or task. What reads the files goes by this, and so do the
 * schemas for editors: one cannot allow what the other refuses.
 */
export interface KeyShape {
  readonly key: string;
  /** Any text, a task ID in any form, or a task ID with its backend. */
  readonly holds: "text" | "task-id" | "qualified-id";
  /** A list may stand there as well as one. */
  readonly isList?: boolean;
  readonly isRequired?: boolean;
  /** For people who hover over the key in an editor. */
  readonly description: string;
}

/** The keys of a session that mean something; all others are the user's own. */
export function sessionShapes({ session }: Fields) {
  return {
    name: {
      key: session.name,
      holds: "text",
      description: "The session's name; where absent, the file's name without its ending.",
    },
    taskId: {
      key: session.taskId,
      holds: "task-id",
      description:
        "The task that the session belongs to: `md#123`, or plain `123`, `#123`, `task#123` in quotes.",
    },
    backend: {
      key: session.backend,
      holds: "text",
      description: "Which backend a plain task ID belongs to: its prefix or long name.",
    },
  } as const satisfies Record<string, KeyShape>;
}

/** The keys of a task that mean something; all others are the user's own. */
export function taskShapes({ task }: Fields) {
  return {
    id: {
      key: task.id,
      holds: "qualified-id",
      isRequired: true,
      description: "The task's ID, with its backend; must be unique in the repository.",
    },
    migratedFrom: {
      key: task.migratedFrom,
      holds: "qualified-id",
      isList: true,
      description: "One ID or a list, oldest first: the IDs that this task had before.",
    },
    migratedTo: {
      key: task.migratedTo,
      holds: "qualified-id",
      description:
        "Makes the file a tombstone: the ID that the task has now, which may live elsewhere.",
    },
    references: task.references.map(key => ({
      key,
      holds: "task-id",
      isList: true,
      description: "A reference to other tasks, one ID or a list; follows them when they migrate.",
    })),
  } as const satisfies Record<string, KeyShape | readonly KeyShape[]>;
}
