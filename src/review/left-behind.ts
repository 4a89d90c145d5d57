import type { RangeCommit } from "../git/commit-range.ts";
import { datedSteps } from "../history/dated-steps.ts";
import { markExisting } from "../mark-existing.ts";
import type { ExplainedChange } from "../model/association-change.ts";
import { identityOf } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import { type LeftBehind, type StaleFinding, sayingOf } from "../model/review.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import type { Source } from "./explained-changes.ts";
import { staleStates } from "./stale-states.ts";

/** Commits of a range that end in one tip. */
export interface Line {
  readonly tip: string;
  /** All commits of the range, in order. */
  readonly commits: readonly RangeCommit[];
  /** Those that touch session or task files; what lies between them says the same. */
  readonly touching: readonly RangeCommit[];
  isWithin(ancestor: string, descendant: string): boolean;
}

/**
 * The sessions that each commit leaves naming a retired ID, and none of its parents does: it migrated
 * the task and not the session, or brought an old ID, or is a merge that brought the two together.
 *
 * @param changes of associations, by commit
 */
export async function findLeftBehind(
  source: Source,
  line: Line,
  changes: ReadonlyMap<string, readonly ExplainedChange[]>,
): Promise<ReadonlyMap<string, readonly LeftBehind[]>> {
  const states = staleStates(source);
  const parentsOf = nearestParents(line);
  const found: { commit: string; fresh: readonly StaleFinding[]; parents: readonly string[] }[] =
    [];
  for (const { commit, parents: actual } of line.touching) {
    const parents = actual.map(parentsOf);
    if (!(await states.mayDiffer(commit, parents))) continue;
    const fresh = await freshIn(states, commit, parents);
    if (fresh.length > 0) found.push({ commit, fresh, parents });
  }
  if (found.length === 0) return new Map();

  const dated = await withDates(
    source,
    line.tip,
    found.flatMap(({ fresh }) => fresh),
  );
  const atTip = await states.at(line.tip);
  const asked = new Set([
    ...[...changes.values()].flat().flatMap(({ from }) => from?.holder.name ?? []),
    ...[...found.flatMap(({ fresh }) => fresh), ...atTip].map(({ holder }) => holder.name),
  ]);
  const end: State = { findings: atTip, sessions: await states.namesAt(line.tip, asked) };
  const result = new Map<string, readonly LeftBehind[]>();
  for (const { commit, fresh, parents } of found) {
    const here = await states.namesAt(commit, asked);
    const before = (await Promise.all(parents.map(states.at))).flat();
    const atEnd = matchAtEnd({ here, before, end });
    const items = fresh.map((finding): LeftBehind => {
      const followedIn = line.touching.find(
        later =>
          later.commit !== commit &&
          changes.get(later.commit)?.some(change => makesFollow(change, finding, here)) &&
          line.isWithin(commit, later.commit),
      )?.commit;
      const session = finding.holder.name;
      return { session, finding: dated(finding), followedIn, atEnd: atEnd(finding) };
    });
    result.set(commit, items);
  }
  return result;
}

/** Commits that touch nothing say what their parent says: its state is looked at once. */
function nearestParents({ commits, touching }: Line): (parent: string) => string {
  const isTouching = new Set(touching.map(({ commit }) => commit));
  const nearest = new Map<string, string>();
  const find = (commit: string): string => nearest.get(commit) ?? commit;
  for (const { commit, parents } of commits) {
    const [only, ...others] = parents;
    if (only === undefined || others.length > 0 || isTouching.has(commit)) continue;
    nearest.set(commit, find(only));
  }
  return find;
}

async function freshIn(
  states: ReturnType<typeof staleStates>,
  commit: string,
  parents: readonly string[],
): Promise<readonly StaleFinding[]> {
  let fresh = await states.at(commit);
  for (const parent of parents) {
    if (fresh.length === 0) break;
    const marked = markExisting(fresh, await states.at(parent));
    fresh = fresh.filter((_, i) => marked[i]?.existing === false);
  }
  return fresh;
}

/** @param here the sessions of the commit that left it behind */
function makesFollow(
  change: ExplainedChange,
  finding: StaleFinding,
  here: ReadonlySet<string>,
): boolean {
  const { file, from, cause } = change;
  if (from === undefined || cause === "by-hand" || from.scalar.text !== finding.taskId)
    return false;
  const { name } = from.holder;
  if (name === finding.holder.name) return true;
  // It may have got another name since; one that was there beside it is another session.
  return file === finding.place.file && !here.has(name);
}

/** What a commit has left behind, and which of the names that matter its sessions have. */
interface State {
  readonly findings: readonly StaleFinding[];
  readonly sessions: ReadonlySet<string>;
}

interface States {
  /** The sessions of the commit that left something behind. */
  readonly here: ReadonlySet<string>;
  /** What the parents had. */
  readonly before: readonly StaleFinding[];
  readonly end: State;
}

/** The finding of the end of the range that one of a commit still is. */
function matchAtEnd({ here, before, end }: States) {
  const isOld = new Set(before.map(identityOf));
  const bySaying = groupBy(end.findings, sayingOf);
  return (finding: StaleFinding): StaleFinding | undefined => {
    const same = bySaying.get(sayingOf(finding)) ?? [];
    const { file } = finding.place;
    const { name } = finding.holder;
    const isNamed = (other: StaleFinding): boolean => other.holder.name === name;
    const known =
      same.find(other => isNamed(other) && other.place.file === file) ?? same.find(isNamed);
    if (known !== undefined || end.sessions.has(name)) return known;
    // The session may have got another name since.
    const renamed = same.filter(other => !here.has(other.holder.name));
    return (
      renamed.find(other => other.place.file === file) ??
      renamed.find(other => !isOld.has(identityOf(other)))
    );
  };
}

/** Says when the tasks moved, as far as the end of the range knows. */
async function withDates(
  { repository, settings }: Source,
  tip: string,
  findings: readonly StaleFinding[],
): Promise<(finding: StaleFinding) => StaleFinding> {
  const snapshot = commitSnapshot(repository, tip);
  const steps = findings.flatMap(finding => finding.steps);
  const dated = await datedSteps(repository, snapshot, settings, steps);
  return finding => ({ ...finding, steps: finding.steps.map(dated) });
}
