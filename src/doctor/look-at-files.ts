import { join } from "node:path";
import { settingsOfWorktree } from "../config/load.ts";
import { configFile } from "../config/parse-config.ts";
import { isFailure } from "../errors.ts";
import { changedInDiff, records } from "../git/raw-diff.ts";
import { findCommit, type Repository, requireWorktree } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { configuredDriver } from "../setup/merge-driver.ts";
import { surveyFiles } from "../setup/survey.ts";
import { indexSnapshot } from "../snapshots/index-file.ts";
import { basesOf, fileKinds } from "../snapshots/records.ts";
import { lstatIfThere, worktreeSnapshot } from "../snapshots/worktree.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";

/** Whether sessions and tasks are found, and nothing hides some of them. */
export async function lookAtFiles(repository: Repository): Promise<readonly Diagnosis[]> {
  const topLevel = requireWorktree(repository);
  let settings: Settings;
  try {
    settings = await settingsOfWorktree(topLevel);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const repair = error.hint ?? `repair ${configFile}`;
    return [{ name: "configuration", status: "failure", message: error.message, repair }];
  }
  return [
    await lookAtConfiguration(repository, topLevel),
    ...(await lookAtGlobs(repository, topLevel, settings)),
    ...(await lookAtHidden(repository, settings)),
    ...(await lookAtMergeDriver(repository, settings)),
  ];
}

/** Hooks go by HEAD's configuration: what is not committed does not count for them yet. */
async function lookAtConfiguration({ git }: Repository, topLevel: string): Promise<Diagnosis> {
  const name = "configuration";
  const isThere = (await lstatIfThere(join(topLevel, configFile))) !== undefined;
  const head = await findCommit(git, "HEAD");
  const untracked = await git.run(["ls-files", "--others", "-z", "--", configFile]);
  const changes = head === undefined ? [] : await changedInDiff(git, [head], ["--", configFile]);
  if (untracked === "" && changes.length === 0) {
    return ok(name, isThere ? `${configFile} can be read, and is committed` : "the defaults");
  }
  return {
    name,
    status: "warning",
    message: `${configFile} has changes that are not committed; hooks go by HEAD's`,
    repair: `git add ${configFile} && git commit`,
  };
}

async function lookAtGlobs(
  repository: Repository,
  topLevel: string,
  settings: Settings,
): Promise<readonly Diagnosis[]> {
  const kindOf = fileKinds(settings);
  const bases = basesOf([...settings.sessions, ...settings.tasks]);
  const listed =
    bases.length === 0 ? [] : await worktreeSnapshot(repository.git, topLevel, []).list(bases);
  const survey = await surveyFiles(repository);
  const looks = [
    { kind: "session", globs: settings.sessions, alike: survey.sessions.files },
    { kind: "task", globs: settings.tasks, alike: survey.tasks.files },
  ] as const;
  return looks.map(({ kind, globs, alike }): Diagnosis => {
    const name = `${kind}s`;
    const count = listed.filter(({ path }) => kindOf(path) === kind).length;
    const missed = alike.filter(path => kindOf(path) !== kind);
    const [first] = missed;
    const matched = `${count} ${count === 1 ? "file matches" : "files match"} ${globs.join(", ")}`;
    if (first !== undefined) {
      const others = missed.length === 1 ? "" : ` and ${missed.length - 1} more`;
      return {
        name,
        status: count === 0 ? "failure" : "warning",
        message: `${matched}; ${first}${others} would be read as a ${kind}, and is not`,
        repair: `write \`${name}: [<globs>]\` in ${configFile}, or run npx session-assoc init where there is none`,
      };
    }
    if (count > 0) return ok(name, matched);
    return {
      name,
      status: "warning",
      message: `no file matches ${globs.join(", ")}`,
      repair: `add the first ${kind}, or write its globs as \`${name}\` in ${configFile}`,
    };
  });
}

/** Files that git ignores, that are not checked out, and history that is not there. */
async function lookAtHidden(
  repository: Repository,
  settings: Settings,
): Promise<readonly Diagnosis[]> {
  const { git, isShallow } = repository;
  const kindOf = fileKinds(settings);
  const bases = basesOf([...settings.sessions, ...settings.tasks]);
  const found: Diagnosis[] = [];
  const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ...bases];
  const ignored = bases.length === 0 ? [] : records(await git.run(args)).filter(kindOf);
  const [first] = ignored;
  if (first !== undefined) {
    found.push({
      name: "ignored files",
      status: "failure",
      message: `git ignores ${first}${ignored.length > 1 ? ` and ${ignored.length - 1} more` : ""}: no hook sees them`,
      repair: `git check-ignore -v ${first}  names the pattern; or exclude them by a ! glob in ${configFile}`,
    });
  }
  const entries = bases.length === 0 ? [] : await indexSnapshot(repository, []).list(bases);
  const skipped = entries.filter(({ path, isSkipped }) => isSkipped && kindOf(path) !== undefined);
  if (skipped.length > 0) {
    found.push({
      name: "sparse checkout",
      status: "warning",
      message: `${skipped.length} session and task files are not checked out: hooks see them, check and fix do not`,
      repair: `git sparse-checkout add ${bases.join(" ")}`,
    });
  }
  if (isShallow) {
    found.push({
      name: "history",
      status: "warning",
      message: "the clone is shallow: what only history knows stays ambiguous or unknown",
      repair: "git fetch --unshallow",
    });
  }
  return found;
}

/** Named in `.gitattributes`, a driver that this clone does not have is passed over without a word. */
async function lookAtMergeDriver(
  { git }: Repository,
  settings: Settings,
): Promise<readonly Diagnosis[]> {
  const [base = ""] = basesOf(settings.sessions);
  const args = ["check-attr", "merge", "--", join(base, "session.yaml")];
  const isNamed = (await git.run(args)).trimEnd().endsWith(": session-assoc");
  if (!isNamed || (await configuredDriver(git)) !== undefined) return [];
  return [
    {
      name: "merge driver",
      status: "warning",
      message: ".gitattributes names it, and this clone does not know it: git merges line by line",
      repair: "npx session-assoc init --merge-driver",
    },
  ];
}
