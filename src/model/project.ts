import { buildLineage, type Lineage, type Step } from "./lineage.ts";
import {
  type Problem,
  type Records,
  type Reference,
  referencesOf,
  type Session,
  type Task,
} from "./record.ts";
import type { Settings } from "./settings.ts";
import type { QualifiedId } from "./task-id.ts";
import { type HistorySays, judge, type Verdict } from "./verdict.ts";

/** Everything read from one snapshot, indexed, with what git's history adds to it. */
export interface Project {
  readonly settings: Settings;
  readonly sessions: readonly Session[];
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
  readonly references: readonly Reference[];
  readonly lineage: Lineage;
  readonly verdicts: ReadonlyMap<Reference, Verdict>;
  readonly history: HistoryAnswer;
}

/** What git's history says of IDs that no file of the snapshot knows. */
export interface HistoryAnswer {
  /** Migrations that no task file records. */
  readonly steps: readonly Step[];
  /** IDs whose task was deleted, and by which commit. */
  readonly deletions: ReadonlyMap<QualifiedId, Deletion>;
  /** What references mean that fit several tasks, or whose ID was used by several. */
  readonly decisions: ReadonlyMap<Reference, HistorySays>;
  /** History was asked and ends early: the clone is shallow. */
  readonly isCut: boolean;
}

/** `commit` is absent when the deletion is not committed yet. */
export interface Deletion {
  readonly file: string;
  readonly commit?: string;
}

export const noHistory: HistoryAnswer = {
  steps: [],
  deletions: new Map(),
  decisions: new Map(),
  isCut: false,
};

export function buildProject(
  records: Records,
  settings: Settings,
  history: HistoryAnswer = noHistory,
): Project {
  const { sessions, tasks, problems } = records;
  const lineage = buildLineage(tasks, history.steps, new Set(history.deletions.keys()));
  const references = records.judged ?? referencesOf(records);
  const verdicts = new Map(
    references.map(reference => {
      const decision = history.decisions.get(reference);
      return [reference, judge(lineage, settings, reference, decision)];
    }),
  );
  return { settings, sessions, tasks, problems, references, lineage, verdicts, history };
}
