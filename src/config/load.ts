import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GitError, UsageError, whyUnreadable } from "../errors.ts";
import { readBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { changedInDiff, type FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { type TreeEntry, treeEntries } from "../git/tree-entries.ts";
import { limits } from "../limits.ts";
import { defaultSettings, type Settings } from "../model/settings.ts";
import { isRegular } from "../snapshots/listing.ts";
import { decode } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import { configFile, parseConfig } from "./parse-config.ts";

/** The settings in the working tree; the defaults where there is no configuration file. */
export async function settingsOfWorktree(topLevel: string): Promise<Settings> {
  const content = readWorktreeFile(topLevel, configFile);
  if (content === undefined) {
    const stat = lstatIfThere(join(topLevel, configFile));
    if (stat === undefined) return defaultSettings;
  }
  if (!Buffer.isBuffer(content)) throw unreadable(configFile);
  return parse(content, configFile);
}

/**
 * The settings that a commit holds: the configuration of the side that receives a change judges
 * it (CONTRACT section 2).
 * @param commit `undefined` before the first commit: the defaults
 */
export async function settingsOfCommit(
  { git }: Repository,
  commit: string | undefined,
): Promise<Settings> {
  if (commit === undefined) return defaultSettings;
  const entry = await configEntryOf(git, commit);
  if (entry === undefined) return defaultSettings;
  const label = `${configFile} in ${commit.slice(0, 10)}`;
  if (!isRegular(entry.mode)) throw unreadable(label);
  return parse(await blobOf(git, entry.oid, label), label);
}

/** What the top folder of a commit says of the configuration file. */
async function configEntryOf(git: Git, commit: string): Promise<TreeEntry | undefined> {
  const [tree] = await git.objects.read([`${commit}^{tree}`], Number.POSITIVE_INFINITY);
  if (tree === undefined || typeof tree.content === "number") {
    throw new GitError(`the files of commit ${commit} are missing from the repository`, {
      hint: "git fsck shows what is damaged",
    });
  }
  for (const entry of treeEntries(tree.content, tree.oid.length / 2)) {
    if (entry.name === configFile) return entry;
  }
  return undefined;
}

async function blobOf(git: Git, oid: string, label: string): Promise<Buffer> {
  const content = (await readBlobs(git, [oid], limits.fileBytes)).get(oid);
  if (!Buffer.isBuffer(content)) throw unreadable(label);
  return content;
}

/**
 * The settings that judge what is staged: those of HEAD, which receives it. Where HEAD's cannot be
 * read the staged ones judge, so that the commit that repairs them can be made.
 * @param head `undefined` before the first commit
 */
export async function settingsForIndex(
  repository: Repository,
  head: string | undefined,
): Promise<Settings> {
  const { git } = repository;
  return settingsOfReceiver(repository, head, "staged", receiver =>
    changedInDiff(git, ["--cached", receiver], ["--", configFile]),
  );
}

/**
 * The settings that judge a merge before it is made: those that would judge its index.
 * @param into the commit that is merged into
 */
export function settingsForMerge(
  repository: Repository,
  into: string,
  snapshot: Snapshot,
): Promise<Settings> {
  return settingsOfReceiver(repository, into, "merged", receiver =>
    snapshot.changesSince(receiver, [configFile]),
  );
}

async function settingsOfReceiver(
  repository: Repository,
  receiver: string | undefined,
  how: "staged" | "merged",
  changesSince: (receiver: string) => Promise<readonly FileChange[]>,
): Promise<Settings> {
  try {
    return await settingsOfCommit(repository, receiver);
  } catch (error) {
    if (!(error instanceof UsageError) || receiver === undefined) throw error;
    const [change] = await changesSince(receiver);
    if (change === undefined) throw error;
    if (change.after === undefined) return defaultSettings;
    const label = `${configFile} (${how})`;
    return parse(await blobOf(repository.git, change.after, label), label);
  }
}

/** The settings of a file that the user named. */
export async function settingsOfFile(path: string): Promise<Settings> {
  try {
    return parse(await readFile(path), path);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${path} cannot be read: ${whyUnreadable(cause)}`, {
      hint: "--config names a file that can be read, from the current directory or --cwd",
      cause,
    });
  }
}

function parse(content: Buffer, label: string): Settings {
  const text = decode(content);
  if (text === undefined) throw unreadable(label);
  return parseConfig(text, label);
}

function unreadable(label: string): UsageError {
  return new UsageError(`${label} is not a readable configuration file`, {
    hint: `it must be a regular file, UTF-8, and at most ${limits.fileBytes} bytes`,
  });
}
