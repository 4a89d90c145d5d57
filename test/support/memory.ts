import { parseConfig } from "../../src/config/parse-config.ts";
import { planFixes } from "../../src/fix/plan.ts";
import type { Reported } from "../../src/model/finding.ts";
import { buildProject, noHistory, type Project } from "../../src/model/project.ts";
import type { Settings } from "../../src/model/settings.ts";
import { parseQualifiedId, type QualifiedId } from "../../src/model/task-id.ts";
import { findingsOf } from "../../src/rules/index.ts";
import { recordsIn } from "../../src/snapshots/records.ts";
import { rewriteText } from "../../src/yaml/rewrite.ts";

/** The files of a repository that exists in memory only: path to text. */
export type Texts = Readonly<Record<string, string>>;

export const settingsFrom = (config: string): Settings => parseConfig(config, "test");

/** @param config the text of a `.session-assoc.yaml` */
export function projectOf(files: Texts, config = "", history = noHistory): Project {
  const settings = settingsFrom(config);
  const contents = Object.entries(files).map(([path, text]) => ({
    entry: { path },
    content: Buffer.from(text),
  }));
  return buildProject(recordsIn(contents, settings), settings, history);
}

export function findingsIn(files: Texts, config = "", history = noHistory): readonly Reported[] {
  return findingsOf(projectOf(files, config, history));
}

/** The code and the place of every finding, as one line each: `file:line:column code`. */
export function linesOf(findings: readonly Reported[]): readonly string[] {
  return findings.map(({ place: { file, position }, code }) => {
    return `${file}:${position.line}:${position.column} ${code}`;
  });
}

/** What `fix` makes of a session file, given the text of one task file. */
export function fixedSession(text: string, tasks: string, config = ""): string {
  const file = "sessions/s.yaml";
  const project = projectOf({ [file]: text, "tasks/t.yaml": tasks }, config);
  return rewriteText(text, planFixes(project).get(file) ?? [], "session", project.settings);
}

/** A qualified ID that must be one. */
export function id(text: string): QualifiedId {
  const parsed = parseQualifiedId(text);
  if (parsed === undefined) throw new Error(`${text} is not a qualified ID`);
  return parsed;
}
