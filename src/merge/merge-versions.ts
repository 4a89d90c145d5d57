import { settingsForIndex } from "../config/load.ts";
import { GitError, UsageError } from "../errors.ts";
import { mergeFile } from "../git/merge-file.ts";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { SaidTwice } from "../model/present-name.ts";
import type { Settings } from "../model/settings.ts";
import { mapThree, type ThreeWay } from "../model/three-way.ts";
import { decode, fileKinds } from "../snapshots/records.ts";
import type { Decision } from "../yaml/merge/merge-record.ts";
import { mergeTexts } from "../yaml/merge/merge-texts.ts";
import type { MergeLines } from "../yaml/merge/piece.ts";
import { decideNames } from "./decide-names.ts";

/** What git asks a merge driver (gitattributes, "Defining a custom merge driver"). */
export interface MergeRequest {
  readonly contents: ThreeWay<Buffer>;
  readonly markerSize: number;
  /** Where the result will stand in the repository; it tells only what kind of file it is. */
  readonly path: string;
}

export interface MergeOutcome {
  readonly content: Buffer;
  readonly isClean: boolean;
  /** References that were one task under two IDs, and whose ID stays. */
  readonly decided: readonly Decision[];
  /** Why the file, or a part of it, was merged without regard to what it says. */
  readonly obstacle: UsageError | GitError | undefined;
}

/** Merges a session or task file key by key where it can, and any other line by line, as git does. */
export async function mergeVersions(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
  { contents, markerSize, path }: MergeRequest,
): Promise<MergeOutcome> {
  let obstacle: MergeOutcome["obstacle"];

  const mergeLines: MergeLines = async texts => {
    const merged = await mergeFile(repository, {
      ...mapThree(texts, text => Buffer.from(text)),
      markerSize,
    });
    return { text: merged.content.toString("utf8"), isClean: merged.isClean };
  };
  const decide = async (settings: Settings, names: readonly SaidTwice[]) => {
    try {
      return await decideNames(repository, environment, settings, contents, names);
    } catch (error) {
      // What cannot be read decides nothing; a conflict is what git would have made of it.
      if (!(error instanceof GitError)) throw error;
      obstacle = error;
      return names.map(() => undefined);
    }
  };
  const mergeKeys = async () => {
    const texts = textsOf(contents);
    const settings = texts && (await settingsOrObstacle(repository));
    if (settings instanceof UsageError) obstacle = settings;
    if (texts === undefined || settings === undefined || settings instanceof UsageError) {
      return undefined;
    }
    const kind = fileKinds(settings)(path);
    if (kind === undefined) return undefined;
    const tools = { kind, settings, mergeLines, decide: decide.bind(undefined, settings) };
    return mergeTexts(texts, tools);
  };
  const merged = await mergeKeys();
  if (merged !== undefined) {
    const { text, isClean, decided } = merged;
    return { content: Buffer.from(text), isClean, decided, obstacle };
  }
  return { ...(await mergeFile(repository, { ...contents, markerSize })), decided: [], obstacle };
}

/** The configuration of the side that receives the merge. */
async function settingsOrObstacle(repository: Repository): Promise<Settings | UsageError> {
  try {
    return await settingsForIndex(repository, repository.head);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

function textsOf(contents: ThreeWay<Buffer>): ThreeWay<string> | undefined {
  if (Object.values(contents).some(content => content.length > limits.fileBytes)) return undefined;
  const { base, ours, theirs } = mapThree(contents, decode);
  if (base === undefined || ours === undefined || theirs === undefined) return undefined;
  return { base, ours, theirs };
}
