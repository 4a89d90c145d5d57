import type { Repository } from "../git/repository.ts";
import { type Backend, backendOf } from "../model/task-id.ts";
import type { Move, Refused } from "./move.ts";
import type { Request } from "./request.ts";
import type { TaskProject } from "./task-project.ts";

export type Warning =
  | { readonly kind: "unknown-backend"; readonly backend: Backend }
  | { readonly kind: "no-such-status"; readonly status: string; readonly known: readonly string[] }
  | { readonly kind: "unreadable"; readonly holds: "task" | "session"; readonly file: string }
  | { readonly kind: "history-cut"; readonly backend: Backend }
  | { readonly kind: "not-committed" };

/**
 * What the user should know of a migration, though nothing is wrong with it.
 * @param statuses what the old backend's live tasks say of their status
 */
export function warningsOf(
  { isShallow }: Repository,
  project: TaskProject,
  { moves, refused }: { readonly moves: readonly Move[]; readonly refused: readonly Refused[] },
  { to, filterStatus }: Request,
  statuses: ReadonlySet<string>,
): readonly Warning[] {
  const isKnown =
    project.settings.backends.has(to) || project.tasks.some(({ id }) => backendOf(id) === to);
  const isEmpty = moves.length + refused.length === 0;
  return [
    ...(isKnown ? [] : [{ kind: "unknown-backend", backend: to } as const]),
    ...(filterStatus !== undefined && isEmpty
      ? [{ kind: "no-such-status", status: filterStatus, known: [...statuses] } as const]
      : []),
    ...(isShallow ? [{ kind: "history-cut", backend: to } as const] : []),
    ...project.problems.map(({ file, kind }) => {
      return { kind: "unreadable", holds: kind, file } as const;
    }),
  ];
}
