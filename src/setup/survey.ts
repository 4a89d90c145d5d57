import { fileNames } from "../git/names.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { FileKind } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { decode, fileKinds, recordBases } from "../snapshots/records.ts";
import { readWorktreeFile, worktreeSnapshot } from "../snapshots/worktree.ts";
import { readFile } from "../yaml/read-file.ts";
import { type Proposal, proposeGlobs } from "./propose-globs.ts";

/** Where sessions and tasks seem to be. */
interface Survey {
  readonly sessions: Proposal;
  readonly tasks: Proposal;
}

/**
 * Reads the YAML files that git tracks or would add, and tells by what they hold which are sessions
 * and tasks, in whatever folder: a task has a qualified `id`, a session a `taskId`, by these names or
 * those that the settings give.
 */
export async function surveyFiles(repository: Repository, settings: Settings): Promise<Survey> {
  const topLevel = requireWorktree(repository);
  const listed = await fileNames(repository.git, [""]);
  const paths = [...new Set(listed)]
    .filter(path => /\.ya?ml$/.test(path))
    .slice(0, limits.surveyedFiles);
  const kinds = { session: [] as string[], task: [] as string[], other: [] as string[] };
  for (const path of paths) kinds[await kindOf(topLevel, path, settings)].push(path);
  return {
    sessions: proposeGlobs(kinds.session, [...kinds.task, ...kinds.other]),
    tasks: proposeGlobs(kinds.task, [...kinds.session, ...kinds.other]),
  };
}

async function kindOf(
  topLevel: string,
  path: string,
  settings: Settings,
): Promise<FileKind | "other"> {
  const content = readWorktreeFile(topLevel, path);
  const text = Buffer.isBuffer(content) ? decode(content) : undefined;
  const { task, session } = settings.fields;
  // Most YAML files of a repository are neither, and need not be parsed to know it.
  if (text === undefined || !(text.includes(task.id) || text.includes(session.taskId)))
    return "other";
  if (readFile(path, "task", text, settings).tasks.length > 0) return "task";
  const { sessions } = readFile(path, "session", text, settings);
  return sessions.some(({ reference }) => reference !== undefined) ? "session" : "other";
}

/** How many files the globs of a configuration match. */
export async function countFiles(repository: Repository, settings: Settings) {
  const kindOf = fileKinds(settings);
  const bases = recordBases(settings);
  const worktree = worktreeSnapshot(repository.git, requireWorktree(repository), []);
  const kinds = (await worktree.list(bases)).map(({ path }) => kindOf(path));
  return {
    sessionFiles: kinds.filter(kind => kind === "session").length,
    taskFiles: kinds.filter(kind => kind === "task").length,
  };
}
