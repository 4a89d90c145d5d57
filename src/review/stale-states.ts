import { checkWithCatalog, readUnsettled } from "../check-with-catalog.ts";
import { buildProject } from "../model/project.ts";
import { isStaleSession, type StaleFinding } from "../model/review.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import type { Source } from "./explained-changes.ts";

/** Looks at commits, each once, and keeps of them only what is asked for. */
export interface StaleStates {
  /**
   * Whether a commit may leave a session behind that its parents do not, as far as files tell without
   * history: only then is it worth asking history.
   */
  mayDiffer(commit: string, parents: readonly string[]): Promise<boolean>;
  /** The sessions of a commit that name a retired ID. */
  at(commit: string): Promise<readonly StaleFinding[]>;
  /** Which of some names sessions of a commit have. */
  namesAt(commit: string, names: ReadonlySet<string>): Promise<ReadonlySet<string>>;
}

export function staleStates({ repository, settings, known }: Source): StaleStates {
  /** What sessions name that is not simply the ID of a task. */
  const suspectsAt = remember(async (commit): Promise<ReadonlySet<string>> => {
    const snapshot = commitSnapshot(repository, commit);
    const records = await readUnsettled(repository, snapshot, settings, known);
    const { verdicts } = buildProject(records, settings);
    const suspects = new Set<string>();
    for (const [{ holder, scalar, backend }, { status }] of verdicts) {
      if (holder.kind !== "session" || status === "live") continue;
      suspects.add(JSON.stringify([holder.name, scalar.text, backend?.prefix, status]));
    }
    return suspects;
  });
  return {
    mayDiffer: async (commit, parents) => {
      const suspects = await suspectsAt(commit);
      if (suspects.size === 0) return false;
      const before = await Promise.all(parents.map(suspectsAt));
      // A merge may bring history, in which an ID that files do not know is found.
      const isKnown = (suspect: string): boolean =>
        before.length > 0 && before.every(some => some.has(suspect));
      return ![...suspects].every(isKnown);
    },
    at: remember(async commit => {
      const snapshot = commitSnapshot(repository, commit);
      const { findings } = await checkWithCatalog(repository, snapshot, settings, { known });
      return findings.filter(isStaleSession);
    }),
    namesAt: async (commit, names) => {
      const snapshot = commitSnapshot(repository, commit);
      const { sessions } = await readUnsettled(repository, snapshot, settings, known, names);
      return new Set(sessions.flatMap(({ name }) => (names.has(name) ? [name] : [])));
    },
  };
}

function remember<T>(look: (commit: string) => Promise<T>): (commit: string) => Promise<T> {
  const seen = new Map<string, Promise<T>>();
  return commit => {
    const known = seen.get(commit);
    if (known !== undefined) return known;
    const answer = look(commit);
    seen.set(commit, answer);
    return answer;
  };
}
