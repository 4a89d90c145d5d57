import type { JsonFinding } from "../support/test-repository.ts";
import { expectedIn, taskFindings, type Verdict } from "./expected.ts";
import { isQualified, localOf } from "./tree.ts";
import type { Witness } from "./witness.ts";

const codesOfReferences = [
  "stale-task-id",
  "unknown-task-id",
  "ambiguous-task-id",
  "reused-task-id",
];

/**
 * What a report says that is not so, and what it does not say; nothing where it is right.
 * @param receiver the commit whose configuration judges
 * @param count told what there was to be known
 */
export function disagreements(
  witness: Witness,
  oid: string,
  receiver: string,
  findings: readonly JsonFinding[],
  count: (what: string) => void,
): readonly string[] {
  const wrong: string[] = [];
  const tree = witness.tree(oid);
  const left = new Set(findings);
  for (const verdict of expectedIn(witness, oid)) {
    const { file, line } = verdict.reference;
    const finding = findings.find(one => one.file === file && one.line === line);
    if (finding !== undefined) left.delete(finding);
    count(`references ${kindOf(verdict)}`);
    const fault = faultOf(verdict, finding);
    if (fault === undefined) continue;
    if (fault === undecided && isDark(witness, oid, verdict)) {
      count("references that history contradicts");
      continue;
    }
    wrong.push(`${fault}\n  ${JSON.stringify(verdict)}\n  ${JSON.stringify(finding)}`);
    const meant = [...witness.meaning(oid, verdict.reference)];
    wrong.push(`  written in ${[...witness.writers(oid, verdict.reference)]}, means ${meant}`);
  }
  const said = [...left].map(({ file, code }) => `${file} ${code}`).sort();
  const wanted = taskFindings(tree, witness.tree(receiver).retired);
  if (said.join("\n") !== wanted.join("\n")) {
    wrong.push(
      `of tasks and sessions it says\n  ${said.join("\n  ")}\nnot\n  ${wanted.join("\n  ")}`,
    );
  }
  return wrong;
}

const undecided = "it can be known";

/**
 * Whether a task that is known to the witness need not be known to the tool: a merge undid its
 * migration; history saw an ID of it deleted as well as moved (README: that is not followed); or it
 * got another title, so that another task may have taken its place in its file.
 */
function isDark(witness: Witness, oid: string, { reference }: Verdict): boolean {
  return [...witness.meaning(oid, reference)].some(
    who =>
      witness.isContradicted(oid, who) ||
      witness.wasDeleted(oid, witness.idsOf(oid, who)) ||
      witness.wasRetitled(oid, who),
  );
}

function kindOf({ expected }: Verdict): string {
  if (expected.to !== undefined && !expected.open) return "that must be rewritten";
  return expected.open ? "that cannot be known" : "that are right";
}

function faultOf({ reference, expected }: Verdict, finding: JsonFinding | undefined) {
  const { silent, open, to } = expected;
  if (finding === undefined) return silent ? undefined : "it is passed over";
  if (!codesOfReferences.includes(finding.code)) return "an odd finding";
  if (finding.code !== "stale-task-id") return open ? undefined : undecided;
  if (to === undefined) return "it is pointed at a task";
  const { replacement = "" } = finding;
  const isRight = isQualified(replacement)
    ? to.includes(replacement)
    : to.some(id => localOf(id) === localOf(replacement)) && !isQualified(reference.text);
  return isRight ? undefined : "it is pointed at another task";
}
