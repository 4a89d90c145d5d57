import {
  type FileKind,
  type Mentions,
  type Problem,
  type Records,
  type Reference,
  referencesOf,
  type Session,
  type Task,
} from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { positionsIn } from "../model/text.ts";
import { parseDocuments } from "./documents.ts";
import { type Mapping, mappingsOf, openSource } from "./mapping.ts";
import { openPlain } from "./plain-document.ts";
import type { Report } from "./report.ts";
import { readNamedSession, readSession } from "./session.ts";
import { readNamedTask, readTask } from "./task.ts";

/** Reads a file's text. A file that is not YAML as a whole gives one problem and no records. */
export function readFile(file: string, kind: FileKind, text: string, settings: Settings): Records {
  const plain = openPlain(text);
  if (plain === undefined) return parseFile(file, kind, text, settings);
  const { problems, report } = newProblems(file, kind);
  return kind === "session"
    ? { sessions: [readSession(file, plain, settings, report)], tasks: [], problems }
    : { sessions: [], tasks: readTask(file, plain, settings, report), problems };
}

/** As `readFile`, but may leave out what sets records apart: a catalog has no use for it. */
export function readMentions(
  file: string,
  kind: FileKind,
  text: string,
  settings: Settings,
): Mentions {
  return readPlainMentions(file, kind, text, settings) ?? parseFile(file, kind, text, settings);
}

/**
 * As `readMentions`, of a plain document: the same whether its last line ends with a line feed or with
 * nothing. (Behind a carriage return, it is not told.)
 * @returns `undefined` for any other
 */
export function readPlainMentions(
  file: string,
  kind: FileKind,
  text: string,
  settings: Settings,
): Mentions | undefined {
  const plain = openPlain(text);
  if (plain === undefined) return undefined;
  const { problems, report } = newProblems(file, kind);
  return kind === "session"
    ? { sessions: [readNamedSession(file, plain, settings, report)], tasks: [], problems }
    : { sessions: [], tasks: readNamedTask(file, plain, settings, report), problems };
}

function newProblems(file: string, kind: FileKind) {
  const problems: Problem[] = [];
  const report: Report = (position, reason) => problems.push({ file, kind, position, reason });
  return { problems, report };
}

/** As `readFile`, by the parser alone, which decides what a text means. */
export function parseFile(file: string, kind: FileKind, text: string, settings: Settings): Records {
  const sessions: Session[] = [];
  const tasks: Task[] = [];
  const { problems, report } = newProblems(file, kind);
  const positionAt = positionsIn(text);
  const documents = parseDocuments(text);
  if ("reason" in documents) {
    report(positionAt(documents.offset), documents.reason);
    return { sessions, tasks, problems };
  }
  const read = (mapping: Mapping): void => {
    if (kind === "session") sessions.push(readSession(file, mapping, settings, report));
    else tasks.push(...readTask(file, mapping, settings, report));
  };
  for (const document of documents) {
    for (const mapping of mappingsOf(openSource(text, document, positionAt))) {
      if ("map" in mapping) read(mapping);
      else report(mapping, { kind: "not-a-mapping" });
    }
  }
  return { sessions, tasks, problems };
}

/** All references of a file's text, sessions' first. */
export function referencesIn(
  file: string,
  kind: FileKind,
  text: string,
  settings: Settings,
): readonly Reference[] {
  return referencesOf(readFile(file, kind, text, settings));
}
