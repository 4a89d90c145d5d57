import type { Meaning } from "../model/meaning.ts";
import { formatTaskId, type TaskId } from "../model/task-id.ts";
import { toJson } from "./json-pieces.ts";
import { describeEvidence, listed, whyUnknown } from "./messages.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./text.ts";

/** The JSON of `resolve` (CONTRACT section 5). */
export function renderMeaningJson(taskId: TaskId, meaning: Meaning): string {
  return toJson({
    id: formatTaskId(taskId),
    status: meaning.status,
    taskId: "taskId" in meaning ? meaning.taskId : null,
    candidates: meaning.status === "ambiguous" ? meaning.candidates : [],
    steps: meaning.status === "moved" ? meaning.steps : [],
    ...(meaning.status === "unknown" ? { cause: meaning.cause } : {}),
  });
}

/** One sentence, then the steps with the evidence for each. */
export function renderMeaningText(taskId: TaskId, meaning: Meaning, colors: Colors): string {
  const id = formatTaskId(taskId);
  switch (meaning.status) {
    case "live":
      return line(id === meaning.taskId ? `${id} is a live task` : `${id} is ${meaning.taskId}`);
    case "moved": {
      const steps = meaning.steps.map(({ from, to, evidence }) =>
        colors.dim(line(`  ${from} → ${to}  ${describeEvidence(evidence)}`)),
      );
      return `${printable(id)} is ${colors.bold(printable(meaning.taskId))} today\n${steps.join("")}`;
    }
    case "ambiguous":
      return line(`${id} may mean ${listed(meaning.candidates)}`);
    case "unknown": {
      const { why, help } = whyUnknown(meaning.cause);
      return line(`${id}: ${why}`) + line(`  next: ${help}`);
    }
  }
}

function line(text: string): string {
  return `${printable(text)}\n`;
}
