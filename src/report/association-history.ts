import type { ExplainedChange, SignedChange } from "../model/association-change.ts";
import type { Reference } from "../model/record.ts";
import { toJson } from "./json-pieces.ts";
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
      ...idsOf({ from, to }),
      cause,
      ...backendsOf({ from, to }),
      steps,
    })),
  });
}

/** What stood and stands at a session, as it is written; null where nothing does. */
export function idsOf({ from, to }: Ends) {
  return { from: from?.scalar.text ?? null, to: to?.scalar.text ?? null };
}

/** The backends beside plain IDs, if there are any: a plain ID may stay while its task changes. */
export function backendsOf({ from, to }: Ends) {
  if (from?.backend === undefined && to?.backend === undefined) return {};
  const [before, now] = [from, to].map(reference => reference?.backend?.scalar.text ?? null);
  return { backend: { from: before, to: now } };
}

type Ends = Pick<ExplainedChange, "from" | "to">;

/** For each change its commit, date, author and file, what it did, and why. */
export function renderHistoryText(changes: readonly SignedChange[], colors: Colors): string {
  return changes
    .map(change => {
      const { commit, date, author, session, file, from, to } = change;
      const when = `${short(commit)}  ${date}  ${author}`;
      const what = `${showReference(from)} → ${showReference(to)}  ${why(change)}`;
      const head = `${colors.yellow(printable(when))}\n`;
      return `${head}  ${printable(file)}  ${printable(session)}\n  ${printable(what)}\n`;
    })
    .join("");
}

export function showReference(reference: Reference | undefined): string {
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
