import assert from "node:assert/strict";
import { limits } from "../../../src/limits.ts";
import type { FileKind } from "../../../src/model/record.ts";
import type { Settings } from "../../../src/model/settings.ts";
import type { Meanings } from "./meaning.ts";
import { type Contents, contentsOf, type Found, type Reading, read } from "./reading.ts";
import { proveSameBut } from "./same-but.ts";

/** A file as the `yaml` package sees it. */
export interface Seen {
  readonly bytes: Buffer;
  /** `undefined` where it is no file that can be read. */
  readonly reading: Reading | undefined;
  readonly contents: Contents;
}

export function see(bytes: Buffer, kind: FileKind, settings: Settings): Seen {
  const text = bytes.length > limits.fileBytes ? undefined : textIn(bytes);
  const reading = text === undefined ? undefined : read(text);
  const contents =
    reading === undefined ? { references: [], tasks: [] } : contentsOf(reading, kind, settings);
  return { bytes, reading, contents };
}

/** @returns `undefined` for what is not UTF-8 */
export function textIn(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}

/**
 * Proves what `fix` made of a file.
 * @param before what was found in it is known by its codes
 * @returns what kind of case it was
 */
export function proveFixed(
  { bytes, reading, contents, codes }: Seen & { readonly codes: readonly string[] },
  after: Buffer,
  meanings: Meanings,
): string {
  if (reading === undefined) {
    assert.deepEqual(after, bytes, "what cannot be read is left alone");
    assert.deepEqual(codes, ["invalid-file"]);
    return "invalid, left alone and reported";
  }
  const { changes, stale, obstructed } = expected(contents.references, meanings);
  const found = codes.filter(code => code === "stale-task-id");
  assert.equal(found.length, stale, "every stale reference is reported");
  if (changes.size === 0) assert.deepEqual(after, bytes, "nothing is to be rewritten");
  const text = textIn(after);
  assert(text !== undefined, "what was UTF-8 still is");
  proveSameBut(reading, text, changes);
  if (changes.size > 0) return "rewritten";
  return obstructed > 0 ? "stale, left alone and reported" : "nothing stale";
}

/** What has to be rewritten, and how many references are stale. */
function expected(references: readonly Found[], meanings: Meanings) {
  const changes = new Map<Found["node"], string>();
  let [stale, obstructed] = [0, 0];
  for (const { node, text, isShared, backend } of references) {
    const meant = meanings.becomes({ text, backend });
    if (meant === undefined) continue;
    stale++;
    if (isShared || meant.isTwice) {
      obstructed++;
      continue;
    }
    if (meant.text !== text) changes.set(node, meant.text);
    if (meant.backend !== undefined && backend !== undefined) {
      changes.set(backend.node, meant.backend);
    }
  }
  return { changes, stale, obstructed };
}
