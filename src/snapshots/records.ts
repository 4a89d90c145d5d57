import { compareText } from "../model/finding.ts";
import type {
  FileKind,
  Mentions,
  Problem,
  ProblemReason,
  Records,
  Session,
  Task,
} from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { readFile, readMentions, readPlainMentions } from "../yaml/read-file.ts";
import { baseOf, globMatcher } from "./glob.ts";
import { isNoName } from "./listing.ts";
import type { FileContent, FileEntry, Snapshot } from "./snapshot.ts";

/** What was read from a snapshot, and the files that it was read from. */
export interface SnapshotRecords extends Records {
  readonly entries: readonly FileEntry[];
}

/** Told now and then how many of the files are read. */
export type OnProgress = (read: number, total: number) => void;

/**
 * What files hold, by object ID and path: a blob never changes under its ID. Only for snapshots
 * that are read with the same settings.
 */
export type KnownFiles = Map<string, Records>;

/** Bounds the memory for contents, and how long progress stands still. */
export const filesAtOnce = 5000;

/** The session and task files of a snapshot, sorted by path. */
export async function listRecordFiles(
  snapshot: Snapshot,
  settings: Settings,
): Promise<readonly FileEntry[]> {
  const bases = recordBases(settings);
  return bases.length === 0 ? [] : recordFilesAmong(await snapshot.list(bases), settings);
}

/** Those of some files that are session or task files, sorted by path. */
export function recordFilesAmong(
  files: readonly FileEntry[],
  settings: Settings,
): readonly FileEntry[] {
  const kindOf = fileKinds(settings);
  return files
    .filter(({ path }) => kindOf(path) !== undefined)
    .sort((a, b) => compareText(a.path, b.path));
}

/** The paths without wildcards below which all session and task files lie. */
export function recordBases({ sessions, tasks }: Settings): readonly string[] {
  return basesOf([...sessions, ...tasks]);
}

/** Reads every session and task file of a snapshot; those that are known already only once. */
export async function readRecords(
  snapshot: Snapshot,
  settings: Settings,
  onProgress?: OnProgress,
  known?: KnownFiles,
): Promise<SnapshotRecords> {
  const entries = await listRecordFiles(snapshot, settings);
  return readListed(snapshot, entries, settings, onProgress, known);
}

/** As `readRecords`, of the task files only. */
export async function readTasks(
  snapshot: Snapshot,
  settings: Settings,
  known?: KnownFiles,
): Promise<SnapshotRecords> {
  // A file that both globs match is a task's.
  return readRecords(snapshot, { ...settings, sessions: [] }, undefined, known);
}

/** As `readRecords`, for files that are listed already. */
export async function readListed(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  settings: Settings,
  onProgress: OnProgress = () => {},
  known: KnownFiles = new Map(),
): Promise<SnapshotRecords> {
  const all = noRecords();
  for (let read = 0; read < entries.length; read += filesAtOnce) {
    const some = entries.slice(read, read + filesAtOnce);
    for (const file of await readSome(snapshot, some, settings, known)) addTo(all, file);
    onProgress(Math.min(read + filesAtOnce, entries.length), entries.length);
  }
  return { ...all, entries };
}

const noRecords = () => ({
  sessions: [] as Session[],
  tasks: [] as Task[],
  problems: [] as Problem[],
});

/** The records of several files. */
export function joinRecords(parts: Iterable<Records>): Records {
  const all = noRecords();
  for (const part of parts) addTo(all, part);
  return all;
}

/** By hand: this runs for every file of a repository. */
function addTo(all: ReturnType<typeof noRecords>, { sessions, tasks, problems }: Records): void {
  for (const session of sessions) all.sessions.push(session);
  for (const task of tasks) all.tasks.push(task);
  for (const problem of problems) all.problems.push(problem);
}

async function readSome(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  settings: Settings,
  known: KnownFiles,
): Promise<readonly Records[]> {
  const read = new Map<FileEntry, Records>();
  const unknown = entries.filter(entry => !known.has(keyOfFile(entry)));
  for (const content of await snapshot.read(unknown)) {
    const { entry } = content;
    const records = recordsIn([content], settings);
    read.set(entry, records);
    if (entry.oid !== undefined) known.set(keyOfFile(entry), records);
  }
  return entries.flatMap(entry => read.get(entry) ?? known.get(keyOfFile(entry)) ?? []);
}

/** What a file is known by. */
export function keyOfFile({ oid = "", path }: FileEntry): string {
  return `${oid} ${path}`;
}

/** Reads files that are already there; those that are no session or task files hold nothing. */
export function recordsIn(contents: Iterable<FileContent>, settings: Settings): Records {
  const kindOf = fileKinds(settings);
  const all = noRecords();
  for (const content of contents) {
    const kind = kindOf(content.entry.path);
    if (kind !== undefined) addTo(all, recordsOf(content, kind, settings));
  }
  return all;
}

/** Reads a file of a known kind. */
export function recordsOf(content: FileContent, kind: FileKind, settings: Settings): Records {
  const text = textOf(content);
  if (typeof text === "string") return readFile(content.entry.path, kind, text, settings);
  return unreadable(content, kind, text);
}

/** As `recordsOf`, but only which tasks and sessions are named. */
export function mentionsOf(content: FileContent, kind: FileKind, settings: Settings): Mentions {
  const text = textOf(content);
  if (typeof text === "string") return readMentions(content.entry.path, kind, text, settings);
  return unreadable(content, kind, text);
}

/**
 * As `mentionsOf`, of a content that may have a line feed more at its end.
 * @returns `undefined` where that might make a difference
 */
export function mentionsOfLines(
  content: FileContent,
  kind: FileKind,
  settings: Settings,
): Mentions | undefined {
  const text = textOf(content);
  if (typeof text !== "string" || text.endsWith("\r\n")) return undefined;
  return readPlainMentions(content.entry.path, kind, text, settings);
}

function unreadable({ entry }: FileContent, kind: FileKind, reason: ProblemReason): Records {
  const position = { line: 1, column: 1 };
  return {
    sessions: [],
    tasks: [],
    problems: [{ file: entry.path, kind, position, reason }],
  };
}

/** Whether a path is a session file, a task file, or neither; a task where both globs match. */
export function fileKinds(settings: Settings): (path: string) => FileKind | undefined {
  const { isSession, isTask } = matchersOf(settings);
  return path => (isTask(path) ? "task" : isSession(path) ? "session" : undefined);
}

/** As `fileKinds`, for paths that are known to be one or the other. */
export function recordFileKinds(settings: Settings): (path: string) => FileKind {
  const { isTask } = matchersOf(settings);
  return path => (isTask(path) ? "task" : "session");
}

/** Globs are compiled once: files are read one by one. */
function matchersOf(settings: Settings) {
  const known = matchersOfSettings.get(settings);
  if (known !== undefined) return known;
  const made = { isSession: globMatcher(settings.sessions), isTask: globMatcher(settings.tasks) };
  matchersOfSettings.set(settings, made);
  return made;
}

const matchersOfSettings = new WeakMap<Settings, Record<"isSession" | "isTask", Matcher>>();

type Matcher = (path: string) => boolean;

/** The paths without wildcards below which all matches lie. */
export function basesOf(globs: readonly string[]): readonly string[] {
  const bases = globs.filter(glob => !glob.startsWith("!")).map(baseOf);
  const unique = [...new Set(bases)].sort(compareText);
  return unique.filter(base => !unique.some(other => other !== base && isBelow(base, other)));
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a file as text; a byte order mark stays, so that offsets and edits are exact. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined; // not UTF-8: the one thing that a fatal decoder throws for
  }
}

function textOf({ entry, content }: FileContent): string | ProblemReason {
  // git's paths are bytes; what is not UTF-8 cannot be named in a report, nor written to.
  if (isNoName(entry.path)) return { kind: "file-name" };
  if (!Buffer.isBuffer(content)) return content;
  return decode(content) ?? { kind: "utf8" };
}
