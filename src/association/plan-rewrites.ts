import { type Lineage, resolve } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import {
  type Backend,
  backendOf,
  formatTaskId,
  type QualifiedId,
  qualify,
} from "../model/task-id.ts";
import { narrowingBackend, type Rewrite, rewriteOf } from "../model/verdict.ts";
import { withTasks } from "./assume.ts";
import type { Move, MovePlan, MoveWarning, PlannedSession } from "./move.ts";
import { localPartOf } from "./naming.ts";

/**
 * What is to stand in each session: qualified stays qualified, plain stays plain in its form if it
 * then names the right task. A new ID need not exist yet: its task is taken for granted.
 */
export function planRewrites(
  { lineage, settings }: Project,
  moves: readonly Move[],
  moveOf: ReadonlyMap<Reference, Move>,
): MovePlan {
  const named = [...moveOf].map(([reference, move]) => {
    return { reference, move, target: targetOf(settings, reference, move) };
  });
  const targets = new Set<QualifiedId>();
  for (const { to } of moves) if (to.kind === "qualified") targets.add(to.id);
  for (const { target } of named) if (target !== undefined) targets.add(target);

  const missing = [...targets].filter(id => isMissing(lineage, id));
  const assumed = withTasks(lineage, missing);
  const sessions = named.map(
    ({ reference, move, target }): PlannedSession => ({
      move,
      reference,
      rewrite:
        target === undefined
          ? bareRewrite(reference, move)
          : rewriteOf(assumed, settings, reference, target),
    }),
  );
  return { sessions, warnings: [...targets].flatMap(id => warningsOf(lineage, id)) };
}

/** The task that a session is to name; `undefined` where one bare number takes another's place. */
function targetOf(settings: Settings, reference: Reference, { from, to }: Move) {
  if (to.kind === "qualified") return to.id;
  const backend = backendBefore(settings, reference) ?? backendIn(from);
  return backend === undefined ? undefined : qualify(backend, to.localId);
}

function backendBefore(settings: Settings, reference: Reference): Backend | undefined {
  return backendIn(reference.taskId) ?? narrowingBackend(settings, reference);
}

function backendIn(taskId: Move["from"]): Backend | undefined {
  return taskId.kind === "qualified" ? backendOf(taskId.id) : undefined;
}

function bareRewrite({ taskId, scalar }: Reference, { to }: Move): Rewrite {
  const isPlain = taskId.kind === "plain";
  const text = isPlain ? formatTaskId({ ...taskId, localId: localPartOf(to) }) : scalar.text;
  return { taskId: text, backend: undefined };
}

function isMissing(lineage: Lineage, id: QualifiedId): boolean {
  const { status } = resolve(lineage, id);
  return status === "unknown" || status === "lost";
}

function warningsOf(lineage: Lineage, id: QualifiedId): readonly MoveWarning[] {
  const resolution = resolve(lineage, id);
  switch (resolution.status) {
    case "live":
    case "reused":
      return [];
    case "moved":
      return [{ kind: "retired-target", id, today: [resolution.id] }];
    case "ambiguous":
      return [{ kind: "retired-target", id, today: resolution.candidates }];
    default:
      return [{ kind: "unknown-target", id }];
  }
}
