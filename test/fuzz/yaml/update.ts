import assert from "node:assert/strict";
import type { Scalar } from "yaml";
import type { PlannedSession } from "../../../src/association/move.ts";
import { planMoves } from "../../../src/association/plan-moves.ts";
import type { QualifiedId } from "../../../src/model/task-id.ts";
import { id } from "../../support/memory.ts";
import { type Case, type Opened, open, written } from "./fix.ts";
import { textIn } from "./fixed.ts";
import { isId } from "./meaning.ts";
import { proveSameBut } from "./same-but.ts";

/**
 * Proves what `update <old> <new>` makes of a session file.
 * @param which of the qualified IDs in the file is the old one; where there is none it is another one
 * @returns what kind of case it was
 */
export async function proveUpdate(one: Case, which: number, to: string): Promise<string> {
  const opened = open(one);
  const { path, project, reading, contents } = opened;
  const ids = contents.references.map(({ text }) => text).filter(isId);
  const from = ids[which % ids.length] ?? "md#123";
  const move = { from: qualified(from), to: qualified(to) };
  const { sessions } = planMoves(project, [move]);
  const named = contents.references.filter(({ text }) => text === from);
  const isBlocked = sessions.some(isShared);
  const fixes = sessions.map(({ reference, rewrite }) => ({ reference, rewrite, steps: [] }));
  const plan = isBlocked || fixes.length === 0 ? new Map() : new Map([[path, fixes]]);
  const after = await written(path, one.bytes, plan, project);
  if (reading === undefined) {
    assert.deepEqual(after, one.bytes, "what cannot be read is left alone");
    assert.deepEqual(sessions, []);
    return "invalid, left alone";
  }
  const changes = new Map(sessions.flatMap(session => changesOf(session, opened)));
  const withId = sessions.filter(({ reference }) => isId(reference.scalar.text));
  assert.equal(withId.length, named.length, "what names the ID is moved, and no other ID is");
  for (const { reference, rewrite } of withId) {
    assert.equal(reference.scalar.text, from);
    assert.equal(rewrite.taskId, to);
  }
  const text = textIn(after);
  assert(text !== undefined, "what was UTF-8 still is");
  proveSameBut(reading, text, isBlocked ? new Map() : changes);
  return sessions.length === 0 ? "nothing named" : isBlocked ? "shared, left alone" : "moved";
}

function qualified(text: string): { readonly kind: "qualified"; readonly id: QualifiedId } {
  return { kind: "qualified", id: id(text) };
}

function isShared({ reference: { scalar }, rewrite }: PlannedSession): boolean {
  return scalar.shared !== undefined && scalar.text !== rewrite.taskId;
}

/** What a planned move changes: the reference, and the backend beside it. */
function changesOf({ reference, rewrite }: PlannedSession, { reading, contents }: Opened) {
  const { scalar } = reference;
  const at = scalar.span.start - (reading?.start ?? 0);
  const found = contents.references.find(({ node: { range } }) => {
    return range && range[0] <= at && at <= range[1];
  });
  assert(found, "what is moved is a reference");
  const changes: [Scalar, string][] = [];
  if (rewrite.taskId !== scalar.text) changes.push([found.node, rewrite.taskId]);
  if (rewrite.backend !== undefined && found.backend !== undefined) {
    changes.push([found.backend.node, rewrite.backend]);
  }
  return changes;
}
