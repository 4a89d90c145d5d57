import { type Lineage, type Resolution, resolve, type Step, spend } from "./lineage.ts";
import type { Reference } from "./record.ts";
import { backendNamed, type Settings } from "./settings.ts";
import {
  type Backend,
  backendOf,
  formatTaskId,
  type LocalId,
  localIdOf,
  type QualifiedId,
} from "./task-id.ts";

/** What a reference means today, and what should stand in its place. */
export type Verdict = Stale | Exclude<Resolution, { status: "moved" }>;

export interface Stale {
  readonly status: "stale";
  /** Where the task lives now. */
  readonly id: QualifiedId;
  readonly steps: readonly Step[];
  readonly rewrite: Rewrite;
  /** Why the rewrite must not be made. */
  readonly obstacle: Obstacle | undefined;
  /** The commit that wrote the reference, where that decided what it means. */
  readonly writtenIn?: string;
}

/**
 * What a reference means because of the commit that wrote it (CONTRACT section 3): the task that
 * it named there, followed to today.
 */
export interface Decision {
  /** Where that task lives now. */
  readonly id: QualifiedId;
  /** Its migrations since; none where it still has the ID that the reference named. */
  readonly steps: readonly Step[];
  /** The commit that wrote the reference; absent for what is not committed yet. */
  readonly writtenIn?: string;
}

/** The texts that belong in place of the reference and, when it changes too, of its `backend`. */
export interface Rewrite {
  readonly taskId: string;
  readonly backend: string | undefined;
}

/** One reference, the texts that belong in its place, and how we know. */
export interface Fix {
  readonly reference: Reference;
  readonly rewrite: Rewrite;
  readonly steps: readonly Step[];
}

/**
 * - `alias`, `anchor`: the value is shared with other places of the file
 * - `duplicate-target`: two task files have the new ID, so that it would name both
 */
export type Obstacle = "alias" | "anchor" | "duplicate-target";

/** `undecided`: the ID was used by several tasks, and history does not tell which one is meant. */
export type HistorySays = Decision | "undecided";

/**
 * Decides what a reference means (CONTRACT section 3). Almost always the lineage alone answers.
 * @param decision what history says of it where several tasks fit, or have had the ID
 */
export function judge(
  lineage: Lineage,
  settings: Settings,
  reference: Reference,
  decision?: HistorySays,
): Verdict {
  const resolution = resolveReference(lineage, settings, reference);
  // What is found is told at each reference.
  spend(lineage, lengthOf(resolution));
  if (resolution.status === "moved") {
    if (decision === "undecided") {
      const status = isOfAnyBackend(settings, reference) ? "ambiguous" : "reused";
      return { status, candidates: [resolution.id] };
    }
    const isOther = decision !== undefined && decision.id !== resolution.id;
    if (isOther) return stale(lineage, settings, reference, decision);
    return retired(lineage, settings, reference, resolution);
  }
  if (decision === undefined || decision === "undecided" || !isOpen(resolution)) return resolution;
  const verdict = stale(lineage, settings, reference, decision);
  const isRight = decision.steps.length === 0 || !changes(reference, verdict.rewrite);
  return isRight ? { status: "live", id: decision.id } : verdict;
}

function lengthOf(resolution: Resolution): number {
  if ("steps" in resolution) return resolution.steps.length;
  if ("candidates" in resolution) return resolution.candidates.length;
  return "path" in resolution ? resolution.path.length : 0;
}

/** What a reference means as far as one snapshot tells. */
export function resolveReference(
  lineage: Lineage,
  settings: Settings,
  reference: Pick<Reference, "taskId" | "backend">,
): Resolution {
  const { taskId } = reference;
  return taskId.kind === "qualified"
    ? resolve(lineage, taskId.id)
    : resolvePlain(lineage, taskId.localId, narrowingBackend(settings, reference));
}

/** Whether several tasks fit, so that the commit that wrote the reference decides. */
export function isOpen(verdict: Pick<Verdict, "status"> | Resolution): boolean {
  return verdict.status === "reused" || verdict.status === "ambiguous";
}

/** A plain ID that nothing narrows: tasks of several backends may have had it. */
function isOfAnyBackend(settings: Settings, reference: Reference): boolean {
  return reference.taskId.kind === "plain" && narrowingBackend(settings, reference) === undefined;
}

/** As `stale`; all references that name the retired ID in full, and can be rewritten, share one verdict. */
function retired(
  lineage: Lineage,
  settings: Settings,
  reference: Reference,
  resolution: Decision,
): Stale {
  const { taskId, scalar } = reference;
  if (taskId.kind !== "qualified" || scalar.shared !== undefined) {
    return stale(lineage, settings, reference, resolution);
  }
  const verdicts = retiredIn.get(lineage) ?? new Map<QualifiedId, Stale>();
  retiredIn.set(lineage, verdicts);
  const verdict = verdicts.get(taskId.id) ?? stale(lineage, settings, reference, resolution);
  verdicts.set(taskId.id, verdict);
  return verdict;
}

const retiredIn = new WeakMap<Lineage, Map<QualifiedId, Stale>>();

function stale(
  lineage: Lineage,
  settings: Settings,
  reference: Reference,
  { id, steps, writtenIn }: Decision,
): Stale {
  return {
    status: "stale",
    id,
    steps,
    rewrite: rewriteOf(lineage, settings, reference, id),
    obstacle: obstacleTo(lineage, reference, id),
    ...(writtenIn === undefined ? {} : { writtenIn }),
  };
}

function changes({ scalar }: Reference, { taskId, backend }: Rewrite): boolean {
  return taskId !== scalar.text || backend !== undefined;
}

/** The backend that a plain ID belongs to, as far as session and settings tell. */
export function narrowingBackend(
  settings: Settings,
  reference: Pick<Reference, "backend">,
): Backend | undefined {
  if (reference.backend === undefined) return settings.defaultBackend;
  return reference.backend.prefix;
}

/**
 * A plain ID stands for every known ID with its local part. When these are one task in the end it
 * is resolved; it is live as long as one of them is that task's present ID.
 */
function resolvePlain(
  lineage: Lineage,
  localId: LocalId,
  backend: Backend | undefined,
): Resolution {
  const known = [...(lineage.idsByLocalId.get(localId) ?? [])];
  spend(lineage, known.length);
  const ids = backend === undefined ? known : known.filter(id => backendOf(id) === backend);
  const resolutions = ids.map(id => resolve(lineage, id));
  const [only, second] = resolutions;
  if (only === undefined) return { status: "unknown" };
  if (second === undefined) return only;

  const candidates = new Set(resolutions.flatMap(endsOf));
  const [end, ...others] = candidates;
  if (end === undefined) return only;
  if (others.length > 0) return { status: "ambiguous", candidates: [...candidates] };
  if (ids.includes(end)) return { status: "live", id: end };
  return resolutions.find(resolution => resolution.status === "moved") ?? only;
}

function endsOf(resolution: Resolution): readonly QualifiedId[] {
  switch (resolution.status) {
    case "live":
    case "moved":
      return [resolution.id];
    case "reused":
    case "ambiguous":
      return resolution.candidates;
    default:
      return [];
  }
}

/**
 * Qualified stays qualified. Plain stays plain in its form if it then names the right task, with
 * the `backend` beside it rewritten where that is what names the old one; else it is qualified.
 */
export function rewriteOf(
  lineage: Lineage,
  settings: Settings,
  reference: Reference,
  target: QualifiedId,
): Rewrite {
  const qualified: Rewrite = { taskId: target, backend: undefined };
  const { taskId, backend } = reference;
  if (taskId.kind === "qualified") return qualified;

  const newBackend = backendOf(target);
  const changesBackend = backend !== undefined && backend.prefix !== newBackend;
  if (changesBackend && backend.scalar.shared !== undefined) return qualified;

  const localId = localIdOf(target);
  const narrowedBy = backend === undefined ? settings.defaultBackend : newBackend;
  const meaning = resolvePlain(lineage, localId, narrowedBy);
  if (meaning.status !== "live" || meaning.id !== target) return qualified;
  return {
    taskId: formatTaskId({ ...taskId, localId }),
    backend: changesBackend ? nameLike(settings, backend.scalar.text, newBackend) : undefined,
  };
}

/** Writes a backend as the old one was written: by its long name, or by its prefix. */
export function nameLike(settings: Settings, written: string, backend: Backend): string {
  const wroteLongName = backendNamed(settings, written) !== written;
  return (wroteLongName ? settings.backends.get(backend)?.name : undefined) ?? backend;
}

function obstacleTo(
  lineage: Lineage,
  reference: Reference,
  target: QualifiedId,
): Obstacle | undefined {
  if (reference.scalar.shared !== undefined) return reference.scalar.shared;
  const tasks = lineage.liveTasks.get(target) ?? [];
  return tasks.length > 1 ? "duplicate-target" : undefined;
}
