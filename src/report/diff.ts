import { formatPatch, OMIT_HEADERS, structuredPatch } from "diff";
import type { FileEdit } from "../fix/edit.ts";

/** A unified diff of an edited file, as `git apply` takes it; those of several follow each other. */
export function renderFileDiff({ entry, before, after }: FileEdit): string {
  const from = quotePath(`a/${entry.path}`);
  const to = quotePath(`b/${entry.path}`);
  const patch = structuredPatch(from, to, before.toString("utf8"), after.toString("utf8"));
  const hunks = formatPatch(patch, OMIT_HEADERS);
  return `diff --git ${from} ${to}\n--- ${from}\n+++ ${to}\n${hunks}`;
}

/** As git quotes paths: those with unusual bytes in double quotes, with C escapes. */
function quotePath(path: string): string {
  if (/^[\x20-\x7e]*$/.test(path) && !/["\\]/.test(path)) return path;
  const bytes = [...Buffer.from(path, "utf8")].map(byte => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}
