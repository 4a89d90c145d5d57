import { resolve } from "node:path";
import { settingsOfFile, settingsOfWorktree } from "../../config/load.ts";
import { findLines } from "../../git/find-lines.ts";
import { quotePattern } from "../../git/id-patterns.ts";
import { fileNames, refNames } from "../../git/names.ts";
import { openRepository, type Repository, requireWorktree } from "../../git/repository.ts";
import { limits } from "../../limits.ts";
import { nameFromFile } from "../../model/record.ts";
import type { Settings } from "../../model/settings.ts";
import { parseQualifiedId } from "../../model/task-id.ts";
import { rules } from "../../report/rules.ts";
import { basesOf, fileKinds } from "../../snapshots/records.ts";
import type { Candidate, Expected } from "./expected-value.ts";

/**
 * The values that are expected, as the repository around a directory has them. Quick enough to type
 * with: lines are searched by git, no file is parsed, and no history is read. An ID in a block list
 * below its key is not seen.
 */
export async function lookUp(expected: Expected, cwd: string): Promise<readonly Candidate[]> {
  const { source, typed, given } = expected;
  if (source === "codes") {
    return Object.entries(rules).map(([value, { title }]) => ({ value, description: title }));
  }
  if (source === undefined || source === "files" || source === "directories") return [];

  const directory = resolve(cwd, given.get("cwd") ?? ".");
  const repository = await openRepository(directory);
  if (source === "refs") return named(await refs(repository, typed));
  const config = given.get("config");
  const settings = await (config === undefined
    ? settingsOfWorktree(requireWorktree(repository))
    : settingsOfFile(resolve(directory, config)));
  if (source === "backends") {
    return [...settings.backends].map(([value, { name = "" }]) => ({ value, description: name }));
  }
  const [tasks, sessions] = await Promise.all([
    taskIds(repository, settings, typed),
    source === "sessions-and-tasks" ? sessionNames(repository, settings) : [],
  ]);
  return [...named(tasks, "task"), ...named(sessions, "session")];
}

function named(values: Iterable<string>, description = ""): readonly Candidate[] {
  return [...new Set(values)].map(value => ({ value, description }));
}

/** Of a range the end that is being typed. */
async function refs({ git }: Repository, typed: string): Promise<readonly string[]> {
  const start = /^.*\.\./.exec(typed)?.[0] ?? "";
  return ["HEAD", ...(await refNames(git))].map(name => start + name);
}

async function taskIds({ git }: Repository, settings: Settings, typed: string) {
  const { id, migratedFrom, migratedTo } = settings.fields.task;
  const pattern = `${keyPattern([id, migratedFrom, migratedTo])}.*${quotePattern(typed)}`;
  const kindOf = fileKinds(settings);
  const lines = await findLines(git, pattern, basesOf(settings.tasks));
  return lines
    .filter(({ path }) => kindOf(path) === "task")
    .flatMap(({ line }) => line.split(/[\s,[\]{}"']+/))
    .flatMap(word => parseQualifiedId(word) ?? []);
}

async function sessionNames({ git }: Repository, settings: Settings) {
  const bases = basesOf(settings.sessions);
  const pattern = keyPattern([settings.fields.session.name]);
  const [lines, files] = await Promise.all([findLines(git, pattern, bases), fileNames(git, bases)]);
  const kindOf = fileKinds(settings);
  const own = lines.filter(({ path }) => kindOf(path) === "session");
  const haveOwn = new Set(own.map(({ path }) => path));
  const others = files.filter(path => kindOf(path) === "session" && !haveOwn.has(path));
  return [...own.flatMap(({ line }) => scalarAfterColon(line)), ...others.map(nameFromFile)];
}

/** A line that begins with one of some keys, in whatever quotes. */
function keyPattern(keys: readonly string[]): string {
  return `^[[:space:]{-]*["']?(${keys.map(quotePattern).join("|")})["']?[[:space:]]*:`;
}

/** The text after a key, in quotes or plain, as far as one line tells; no name makes one so long. */
function scalarAfterColon(line: string): readonly string[] {
  if (line.length > 4 * limits.nameLength) return [];
  const value = /:\s+(.*)$/.exec(line)?.[1] ?? "";
  const single = /^'((?:[^']|'')*)'/.exec(value)?.[1]?.replaceAll("''", "'");
  const double = /^"([^"\\]*)"/.exec(value)?.[1];
  const plain = /^[^\s"'&*!|>[{][^,}]*?(?=\s+#|\s*[,}]|\s*$)/.exec(value)?.[0];
  return [single ?? double ?? plain ?? []].flat();
}
