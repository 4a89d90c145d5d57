import type { Operation } from "./operations.ts";
import type { Retirement } from "./retire.ts";

/** What the migration does to one file. */
export interface Change {
  readonly path: string;
  readonly kind: "edit" | "remove" | "add";
  /** Of a new file: the one whose mode it gets. */
  readonly like?: string;
}

/** What some steps do to files, one after the other. */
export function changesOf(operations: readonly Operation[]): readonly Change[] {
  return operations.flatMap((operation): readonly Change[] => {
    const { kind, path } = operation;
    if (kind === "edit" || kind === "remove") return [{ path, kind }];
    if (kind === "create") return [{ path, kind: "add", like: operation.like }];
    return [
      { path, kind: "remove" },
      { path: operation.target, kind: "add", like: path },
    ];
  });
}

export function changeOfRetirement({ path, before }: Retirement): Change {
  return { path, kind: before === undefined ? "add" : "edit" };
}

/** One change for each file, whatever is done to it one after the other. */
export function joinChanges(changes: readonly Change[]): readonly Change[] {
  const joined = new Map<string, Change>();
  for (const change of changes) {
    // A new file that is edited then is new, and an edited one that moves then is gone.
    const known = joined.get(change.path);
    if (known?.kind !== "add" || change.kind !== "edit") joined.set(change.path, change);
  }
  return [...joined.values()];
}
