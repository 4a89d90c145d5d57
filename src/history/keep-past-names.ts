import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GitError } from "../errors.ts";
import { eachBlob } from "../git/blobs.ts";
import { commitsSince } from "../git/log.ts";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../model/settings.ts";
import type { Wanted } from "../model/wanted.ts";
import { checksumDigits, checksumOf, hexOf } from "../snapshots/checksum.ts";
import { type KeptPlace, keepFile, keptPath } from "../snapshots/kept-file.ts";
import { isNoName, pathspecs } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import {
  decodeNames,
  encodeNames,
  namesIn,
  type PastNames,
  partCount,
  searchNames,
} from "./past-names.ts";
import type { FileVersion } from "./record-reader.ts";

/** Reads what the versions of task files name, all that a commit's history has. */
export interface NamesReading {
  /** Spares it a version that somebody else reads anyway. */
  see(version: FileVersion, content: Buffer | number): void;
  /** Reads all others, and keeps what is known then for those who search history. */
  finish(): Promise<void>;
}

/** @returns `undefined` where history is not what the commits say, or may be another one soon */
export function readPastNames(
  repository: Repository,
  settings: Settings,
  commit: string,
): NamesReading | undefined {
  if (!isHistoryWhole(repository) || repository.isQuarantined) return undefined;
  const { git } = repository;
  const kept = keptNames(repository, settings);
  const known = kept === undefined ? undefined : namesByPath(kept);
  const paths = pathspecs(basesOf(settings.tasks));
  const since = (others: readonly string[]) => commitsSince(git, [commit], others, paths);
  // The commit of which they are kept may be gone; what is known of its files does no harm.
  const changing =
    kept === undefined || known === undefined
      ? since([])
      : since([kept.commit]).catch(() => since([]));
  changing.catch(() => {}); // it is awaited below
  const byPath = new Map<string, Set<string>>();
  for (const [path, names] of known ?? []) byPath.set(path, new Set(names));
  /** The blob that was seen last at a path. */
  const seen = new Map<string, string>();
  const see = ({ path, blob }: FileVersion, content: Buffer | number): void => {
    seen.set(path, blob);
    const names = byPath.get(path) ?? new Set();
    byPath.set(path, names);
    for (const name of namesIn(content)) names.add(name);
  };
  const finish = async (): Promise<void> => {
    const files = (await changing).flatMap(({ files }) => files);
    const versions = files.flatMap(({ path, after: blob }) => {
      const isRead = blob === undefined || seen.get(path) === blob;
      return isRead ? [] : [{ path, blob }];
    });
    if (versions.length > limits.pastVersions) return;
    const oids = versions.map(({ blob }) => blob);
    await eachBlob(git, oids, limits.fileBytes, (index, content) => {
      const version = versions[index];
      if (version !== undefined) see(version, content);
    });
    if ([...byPath.keys()].some(isNoName)) return;
    const place = placeOf(repository, settings);
    keepFile(place, sealed(place.key, commit, encodeNames(byPath)));
  };
  return {
    see,
    finish: () =>
      finish().catch((cause: unknown) => {
        // A partial clone has not all blobs, and a commit may be gone: then all files are searched.
        if (!(cause instanceof GitError)) throw cause;
      }),
  };
}

/** What is kept of a commit's history. */
export interface KeptNames {
  readonly commit: string;
  /** @throws DamagedNames where they are not what was written */
  partAt(number: number): Buffer;
}

/** A part is not what was written. */
class DamagedNames extends Error {}

export function keptNames(repository: Repository, settings: Settings): KeptNames | undefined {
  try {
    const place = placeOf(repository, settings);
    return unsealed(place.key, readFileSync(keptPath(place)));
  } catch {
    // There are none, or none that can be read: all files are searched.
    return undefined;
  }
}

/** @returns `undefined` where they are damaged */
export function namesByPath({ partAt }: KeptNames): PastNames | undefined {
  return unlessDamaged(() => decodeNames(allParts.map(partAt)));
}

/**
 * The files of which some version may hold one of some IDs.
 * @returns `undefined` where what tells is damaged
 */
export function filesNaming(
  { partAt }: KeptNames,
  wanted: Wanted,
): ReadonlySet<string> | undefined {
  return unlessDamaged(() => searchNames(partAt, wanted));
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DamagedNames) return undefined;
    throw cause;
  }
}

const allParts = Array.from({ length: partCount }, (_, number) => number);

/** Where git takes other parents or other objects for those of a commit, nothing is sure to last. */
export function isHistoryWhole(repository: Repository): boolean {
  const { isShallow, hasReplacements, commonDirectory } = repository;
  const hasGrafts =
    process.env.GIT_GRAFT_FILE !== undefined || existsSync(join(commonDirectory, "info/grafts"));
  return !isShallow && !hasReplacements && !hasGrafts;
}

/** Of a part: where it ends, and its checksum. */
type PartHead = readonly [end: number, checksum: string];

/** A file: the head's checksum and length, the head as JSON, the parts. */
function sealed(key: string, commit: string, parts: readonly Buffer[]): Buffer {
  let end = 0;
  const heads = parts.map((part): PartHead => {
    end += part.length;
    return [end, hexOf(checksumOf(part))];
  });
  const head = Buffer.from(JSON.stringify({ key, commit, parts: heads }));
  const length = head.length.toString().padStart(lengthDigits);
  return Buffer.concat([Buffer.from(hexOf(checksumOf(head)) + length), head, ...parts]);
}

const lengthDigits = 8;
const prefixBytes = checksumDigits + lengthDigits;

/** @returns `undefined` where a file is not one of names for this key */
function unsealed(key: string, file: Buffer): KeptNames | undefined {
  const start = prefixBytes + Number(file.toString("latin1", checksumDigits, prefixBytes));
  const text = file.subarray(prefixBytes, start);
  if (file.toString("latin1", 0, checksumDigits) !== hexOf(checksumOf(text))) return undefined;
  const head = JSON.parse(text.toString("utf8")) as Readonly<Record<"key" | "commit", string>> & {
    readonly parts: readonly PartHead[];
  };
  if (head.key !== key) return undefined;
  const partAt = (number: number): Buffer => {
    const [from] = head.parts[number - 1] ?? [0];
    const [to, checksum] = head.parts[number] ?? [0, ""];
    const part = file.subarray(start + from, start + to);
    if (hexOf(checksumOf(part)) !== checksum) throw new DamagedNames("a checksum is wrong");
    return part;
  };
  return { commit: head.commit, partAt };
}

/** Raised with every change of what is taken for a name. */
const reader = 3;

function placeOf({ commonDirectory }: Repository, { tasks }: Settings): KeptPlace {
  return { commonDirectory, folder: "names", key: JSON.stringify([reader, basesOf(tasks)]) };
}
