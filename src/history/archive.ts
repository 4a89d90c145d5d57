import type { Git } from "../git/git.ts";
import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { KnownFiles } from "../snapshots/records.ts";
import { type FileHistory, readFileHistory } from "./file-history.ts";
import { type RecordReader, recordReader } from "./record-reader.ts";

/** What it takes to read old versions of sessions and tasks. */
export interface Archive {
  readonly git: Git;
  readonly settings: Settings;
  readonly history: FileHistory;
  readonly reader: RecordReader;
}

/** @param known files that were read already */
export async function openArchive(
  repository: Repository,
  settings: Settings,
  tips: readonly string[],
  known?: KnownFiles,
): Promise<Archive> {
  const { git } = repository;
  const history = await readFileHistory(repository, settings, tips);
  return { git, settings, history, reader: recordReader(git, settings, known) };
}
