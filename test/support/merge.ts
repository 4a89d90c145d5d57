import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openGit } from "../../src/git/git.ts";
import { mergeFile } from "../../src/git/merge-file.ts";
import { presentName } from "../../src/model/present-name.ts";
import type { FileKind } from "../../src/model/record.ts";
import { mapThree, type ThreeWay } from "../../src/model/three-way.ts";
import { type MergedTexts, mergeTexts } from "../../src/yaml/merge/merge-texts.ts";
import { projectOf, type Texts } from "./memory.ts";

const folder = mkdtempSync(join(tmpdir(), "session-assoc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = { git: openGit(folder), commonDirectory: folder };

/** Merges three texts as `mergeResult` does; `cannot` where that cannot be. */
export async function mergeKeys(
  texts: ThreeWay<string>,
  kind: FileKind = "session",
  tasks: Texts = {},
): Promise<string> {
  return (await mergeResult(texts, kind, tasks))?.text ?? "cannot";
}

/**
 * Merges three texts; their lines as git does.
 * @param tasks what both sides know of tasks
 */
export function mergeResult(
  texts: ThreeWay<string>,
  kind: FileKind,
  tasks: Texts,
): Promise<MergedTexts | undefined> {
  const { lineage, settings } = projectOf(tasks);
  return mergeTexts(texts, {
    kind,
    settings,
    mergeLines: async lines => {
      const contents = mapThree(lines, text => Buffer.from(text));
      const { content, isClean } = await mergeFile(place, { ...contents, markerSize: 7 });
      return { text: content.toString("utf8"), isClean };
    },
    decide: async names => names.map(name => presentName([lineage], settings, name)),
  });
}
