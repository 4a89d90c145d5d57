import type { ExplainedChange, SignedChange } from "../model/association-change.ts";
import type { Reference } from "../model/record.ts";
import { toJson } from "./json.ts";
import { describeSteps, short } from "./messages.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./text.ts";

/** The JSON of `history` (CONTRACT section 5): oldest first; null where no ID stands. */
export function renderHistoryJson(changes: readonly SignedChange[]): string {
  return toJson({
    changes: changes.map(({ commit, date, author, session, file, from, to, cause, steps }) => ({
      commit,
      date,
      author,
      session,
      file,
      from: from?.scalar.text ?? null,
      to: to?.scalar.text ?? null,
      cause,
      ...(from?.backend || to?.backend
        ? {
            backend: {
              from: from?.backend?.scalar.text ?? null,
              to: to?.backend?.scalar.text ?? null,
            },
          }
        : {}),
      steps,
    })),
  });
}

/** For each change its commit, date, author and file, what it did, and why. */
export function renderHistoryText(changes: readonly SignedChange[], colors: Colors): string {
  return changes
    .map(change => {
      const { commit, date, author, session, file, from, to } = change;
      const when = `${short(commit)}  ${date}  ${author}`;
      const what = `${show(from)} → ${show(to)}  ${why(change)}`;
      const head = `${colors.yellow(printable(when))}\n`;
      return `${head}  ${printable(file)}  ${printable(session)}\n  ${printable(what)}\n`;
    })
    .join("");
}

function show(reference: Reference | undefined): string {
  if (reference === undefined) return "(none)";
  const { scalar, backend } = reference;
  return backend === undefined ? scalar.text : `${scalar.text} (backend ${backend.scalar.text})`;
}

function why({ cause, steps }: ExplainedChange): string {
  switch (cause) {
    case "created":
      return "created";
    case "removed":
      return "removed";
    case "by-hand":
      return "by hand";
    case "migration":
      return `in the migration ${describeSteps(steps)}`;
    case "fix":
      return `fixed after ${describeSteps(steps)}`;
  }
}
