import { UsageError } from "../errors.ts";
import { groupBy } from "../model/group-by.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import { formatTaskId } from "../model/task-id.ts";
import { printable } from "../report/printable.ts";
import { knowing } from "./assume.ts";
import type { Move, MovePlan, MoveWarning } from "./move.ts";
import {
  localPartOf,
  meaningsOf,
  type Naming,
  namingOf,
  unreadableSessionFiles,
} from "./naming.ts";
import { planRewrites } from "./plan-rewrites.ts";

/**
 * Plans moves of sessions by hand. All of them are decided on the files as they were read, so that
 * `a: b, b: a` swaps.
 *
 * @param isSelected which places are meant. Who names them has decided: there a number that fits
 *   several tasks is taken for the old ID
 * @throws UsageError where two moves take one old ID to different new ones, and where a bare number
 *   means several tasks
 */
export function planMoves(read: Project, moves: readonly Move[], isSelected?: Selection): MovePlan {
  // Who names two old IDs with one number knows of both, whatever the repository does.
  const olds = moves.flatMap(({ from }) => (from.kind === "qualified" ? [from.id] : []));
  const project = { ...read, lineage: knowing(read.lineage, olds) };
  refuseConflicts(project, moves);
  const references = selectReferences(project, isSelected);
  const byNumber = groupBy(references, ({ taskId }) => localPartOf(taskId));
  const moveOf = new Map<Reference, Move>();
  const perhaps = new Map<Reference, Move>();
  for (const move of moves) {
    const candidates = byNumber.get(localPartOf(move.from)) ?? [];
    const namings = candidates.map(one => [one, namingOf(project, one, move.from)] as const);
    const isNamed = (naming: Naming): boolean =>
      naming === "named" || (naming === "perhaps" && isSelected !== undefined);
    const named = namings.flatMap(([one, naming]) => (isNamed(naming) ? [one] : []));
    if (isSelected === undefined) refuseSeveralTasks(project, move, named);
    for (const reference of named) {
      const other = moveOf.get(reference);
      if (other !== undefined && !isSameTarget(other, move)) throw conflict(other, move);
      if (other === undefined) moveOf.set(reference, move);
    }
    for (const [one, naming] of namings) if (naming === "perhaps") perhaps.set(one, move);
  }
  const { sessions, warnings } = planRewrites(read, moves, moveOf);
  const undecided = [...perhaps].flatMap(([reference, { from }]): MoveWarning[] =>
    moveOf.has(reference) ? [] : [{ kind: "undecided", reference, from }],
  );
  const unreadable = unreadableSessionFiles(project).map(
    (file): MoveWarning => ({ kind: "unreadable", file }),
  );
  return {
    sessions,
    warnings: [...warnings, ...bareNumbers(project, moves), ...undecided, ...unreadable],
  };
}

/** How a place was named: with its file, or its line; `undefined` where it was not. */
export type Selection = (file: string, line: number) => "file" | "line" | undefined;

/** Sessions move. What stands in a task does where its very line is named. */
function selectReferences(
  { references }: Project,
  isSelected: Selection = () => "file",
): readonly Reference[] {
  return references.filter(({ file, scalar, holder }) => {
    const how = isSelected(file, scalar.position.line);
    return how === "line" || (how === "file" && holder.kind === "session");
  });
}

/** Two moves of one old ID in different spellings are as much in conflict as in the same one. */
function refuseConflicts(project: Project, moves: readonly Move[]): void {
  for (const group of groupBy(moves, ({ from }) => localPartOf(from)).values()) {
    for (const [i, move] of group.entries()) {
      const other = group.slice(0, i).find(earlier => isSameOld(project, earlier, move));
      if (other !== undefined && !isSameTarget(other, move)) throw conflict(other, move);
    }
  }
}

function isSameOld(project: Project, { from: a }: Move, { from: b }: Move): boolean {
  if (a.kind === "qualified" && b.kind === "qualified") return a.id === b.id;
  if (a.kind === "plain" && b.kind === "plain") return a.localId === b.localId;
  const [plain, qualified] = a.kind === "plain" ? [a, b] : [b, a];
  return namingOf(project, { taskId: plain, backend: undefined }, qualified) === "named";
}

function isSameTarget({ to: a }: Move, { to: b }: Move): boolean {
  return (
    a.kind === b.kind &&
    (a.kind === "qualified"
      ? formatTaskId(a) === formatTaskId(b)
      : localPartOf(a) === localPartOf(b))
  );
}

function conflict(first: Move, second: Move): UsageError {
  const [a, b] = [first, second].map(
    ({ from, to }) => `${formatTaskId(from)} → ${formatTaskId(to)}`,
  );
  return new UsageError(`${at(second)}one task ID cannot become two: ${a}, and ${b}`, {
    hint: "keep one of the two",
  });
}

/** How many sessions are listed where they may mean different tasks. */
const listedSessions = 10;

function refuseSeveralTasks(project: Project, move: Move, references: readonly Reference[]): void {
  if (move.from.kind === "qualified") return;
  const meanings = references.map(reference => meaningsOf(project, reference));
  const tasks = [...new Set(meanings.flat())];
  if (tasks.length < 2) return;
  const listed = references.slice(0, listedSessions).map(({ file, scalar, holder }, i) => {
    // Escaped here: a line break in a name must not pass for one of ours.
    const where = printable(`${file}:${scalar.position.line}  ${holder.name}`);
    return `${where}: ${meanings[i]?.join(" or ")}`;
  });
  const more = references.length - listed.length;
  const lines = [
    `${at(move)}${formatTaskId(move.from)} means several tasks: ${tasks.join(", ")}`,
    ...listed,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  throw new UsageError(lines.join("\n"), {
    hint: `name the old ID with its backend, as in ${tasks[0]}; a session that may mean several tasks needs its own backend first`,
  });
}

function at({ place }: Move): string {
  return place === undefined ? "" : `${place}: `;
}

/** With a default backend no number is bare. */
function bareNumbers({ settings }: Project, moves: readonly Move[]): readonly MoveWarning[] {
  const { defaultBackend: backend } = settings;
  if (backend === undefined) return [];
  return moves.flatMap(({ from }): MoveWarning[] =>
    from.kind === "plain" ? [{ kind: "default-backend", from, backend }] : [],
  );
}
