import assert from "node:assert/strict";
import { prepareEdits } from "../../../src/fix/edit.ts";
import { type Plan, planFixes } from "../../../src/fix/plan.ts";
import { buildProject, type Project } from "../../../src/model/project.ts";
import type { FileKind } from "../../../src/model/record.ts";
import { findingsOf } from "../../../src/rules/index.ts";
import { recordsOf } from "../../../src/snapshots/records.ts";
import type { Snapshot } from "../../../src/snapshots/snapshot.ts";
import { proveFixed, type Seen, see } from "./fixed.ts";
import { Meanings } from "./meaning.ts";
import { tasks, type World } from "./world.ts";

/** One file beside those of a world. */
export interface Case {
  readonly world: World;
  readonly kind: FileKind;
  readonly bytes: Buffer;
}

/** A file as our program sees it, and as the `yaml` package does. */
export interface Opened extends Seen {
  readonly path: string;
  readonly project: Project;
}

export function open({ world, kind, bytes }: Case): Opened {
  const path = kind === "session" ? "sessions/s.yaml" : "tasks/t.yaml";
  const { settings, records } = world;
  const own = recordsOf({ entry: { path }, content: bytes }, kind, settings);
  const known = [...records.tasks, ...own.tasks];
  const project = buildProject({ ...own, tasks: known }, settings);
  return { path, project, ...see(bytes, kind, settings) };
}

/** What carrying out a plan makes of a file. */
export async function written(
  path: string,
  bytes: Buffer,
  plan: Plan,
  project: Project,
): Promise<Buffer> {
  if (plan.size === 0) return bytes;
  const snapshot: Pick<Snapshot, "read"> = {
    read: async entries => entries.map(entry => ({ entry, content: bytes })),
  };
  const [edit] = await prepareEdits(snapshot as Snapshot, [{ path }], plan, project.settings);
  assert(edit !== undefined);
  return edit.after;
}

/** Proves what `fix` makes of a file. @returns what kind of case it was */
export async function proveFix(one: Case): Promise<string> {
  const { world, bytes } = one;
  const { path, project, ...before } = open(one);
  const codes = findingsOf(project).flatMap(({ place, code }) => (place.file === path ? code : []));
  const plan = planFixes(project, file => file === path);
  const after = await written(path, bytes, plan, project);
  const meanings = new Meanings([...tasks, ...before.contents.tasks], world.settings);
  const what = proveFixed({ ...before, codes }, after, meanings);
  if (what !== "rewritten") return what;
  const again = open({ ...one, bytes: after });
  assert.deepEqual(planFixes(again.project), new Map(), "the second time nothing is left to do");
  return what;
}
