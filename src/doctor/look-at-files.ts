import { join } from "node:path";
import { settingsForIndex, settingsOfWorktree } from "../config/load.ts";
import { configFile } from "../config/parse-config.ts";
import { isFailure } from "../errors.ts";
import { changedInDiff, records } from "../git/raw-diff.ts";
import { findCommit, type Repository, requireWorktree } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { shellWord } from "../report/printable.ts";
import { configuredDriver } from "../setup/merge-driver.ts";
import { surveyFiles } from "../setup/survey.ts";
import { indexSnapshot } from "../snapshots/index-file.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, fileKinds, readRecords, recordBases } from "../snapshots/records.ts";
import { lstatIfThere, worktreeSnapshot } from "../snapshots/worktree.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";

/** Whether sessions and tasks are found, and nothing hides some of them. */
export async function lookAtFiles(repository: Repository): Promise<readonly Diagnosis[]> {
  const topLevel = requireWorktree(repository);
  let settings: Settings;
  try {
    await settingsOfWorktree(topLevel);
    // Hooks go by HEAD's: what is not committed does not count for them yet.
    settings = await settingsForIndex(repository, await findCommit(repository.git, "HEAD"));
  } catch (error) {
    if (!isFailure(error)) throw error;
    const repair = error.hint ?? `repair ${configFile}`;
    return [{ name: "configuration", status: "failure", message: error.message, repair }];
  }
  return [
    await lookAtConfiguration(repository, topLevel),
    ...lookAtRules(settings),
    ...(await lookAtGlobs(repository, topLevel, settings)),
    ...(await lookAtHidden(repository, settings)),
    ...(await lookAtMergeDriver(repository, settings)),
  ];
}

async function lookAtConfiguration({ git }: Repository, topLevel: string): Promise<Diagnosis> {
  const name = "configuration";
  const isThere = lstatIfThere(join(topLevel, configFile)) !== undefined;
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

function lookAtRules({ rules }: Settings): readonly Diagnosis[] {
  const level = rules.get("stale-task-id");
  if (level === undefined || level === "error") return [];
  return [
    {
      name: "rules",
      status: "warning",
      message: `stale-task-id is \`${level}\` in ${configFile}: it stops nothing`,
      repair: `take \`stale-task-id\` out of \`rules\` in ${configFile}`,
    },
  ];
}

async function lookAtGlobs(
  repository: Repository,
  topLevel: string,
  settings: Settings,
): Promise<readonly Diagnosis[]> {
  const kindOf = fileKinds(settings);
  const { entries, sessions } = await readRecords(
    worktreeSnapshot(repository.git, topLevel, []),
    settings,
  );
  const survey = await surveyFiles(repository, settings);
  const key = settings.fields.session.taskId;
  const isSilent =
    sessions.length > 0 && sessions.every(session => session.reference === undefined);
  const looks = [
    { kind: "session", globs: settings.sessions, alike: survey.sessions.files },
    { kind: "task", globs: settings.tasks, alike: survey.tasks.files },
  ] as const;
  return looks.map(({ kind, globs, alike }): Diagnosis => {
    const name = `${kind}s`;
    const count = entries.filter(({ path }) => kindOf(path) === kind).length;
    const missed = alike.filter(path => kindOf(path) !== kind);
    const [first] = missed;
    const matched = `${count} ${count === 1 ? "file matches" : "files match"} ${globs.join(", ")}`;
    if (first !== undefined) {
      const hold = missed.length === 1 ? "holds" : `and ${missed.length - 1} more hold`;
      return {
        name,
        status: count === 0 ? "failure" : "warning",
        message: `${matched}; ${first} ${hold} what a ${kind} has, and no glob matches`,
        repair: `write \`${name}: [<globs>]\` in ${configFile}, or run npx session-assoc init where there is none`,
      };
    }
    if (kind === "session" && isSilent) {
      const message = `${matched}; none names a task under \`${key}\``;
      const repair = `name the key as \`fields.session.taskId\` in ${configFile}, if it is another one`;
      return { name, status: "warning", message, repair };
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
  const bases = recordBases(settings);
  const found: Diagnosis[] = [];
  const args = [
    "ls-files",
    "-z",
    "--others",
    "--ignored",
    "--exclude-standard",
    ...pathspecs(bases),
  ];
  const ignored = bases.length === 0 ? [] : records(await git.run(args)).filter(kindOf);
  const [first] = ignored;
  if (first !== undefined) {
    found.push({
      name: "ignored files",
      status: "failure",
      message: `git ignores ${first}${ignored.length > 1 ? ` and ${ignored.length - 1} more` : ""}, so that no hook sees it; a ! glob in ${configFile} would exclude it`,
      repair: `git check-ignore -v ${shellWord(first)}`,
    });
  }
  const entries = bases.length === 0 ? [] : await indexSnapshot(repository, []).list(bases);
  const skipped = entries.filter(({ path, isSkipped }) => isSkipped && kindOf(path) !== undefined);
  if (skipped.length > 0) {
    found.push({
      name: "sparse checkout",
      status: "warning",
      message: `${skipped.length} session and task files are not checked out: hooks see them, check and fix do not`,
      repair: `git sparse-checkout add ${bases.map(shellWord).join(" ")}`,
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
