import { printable, shellWord } from "./printable.ts";

/** Whether a snapshot is a merge that is not made yet, by its label. */
export function isMergeToCome(snapshot: string): boolean {
  return snapshot.startsWith("merge:");
}

/** The command that rewrites what is stale in a file; of a commit, where it is checked out. */
export function fixCommand(file: string, snapshot: string): string {
  const fix = `npx session-assoc fix${snapshot === "index" ? " --staged" : ""}`;
  // A name that cannot be shown as it is cannot be typed either.
  const command = printable(file) === file ? `${fix} ${shellWord(file)}` : fix;
  return isMergeToCome(snapshot)
    ? `merge with the hooks on; or ${whereItCanBeDone(command, snapshot)}`
    : command;
}

/** No working tree holds the files of a merge to come; what can be typed now leads to one. */
export function whereItCanBeDone(step: string, snapshot: string): string {
  return isMergeToCome(snapshot)
    ? `merge the target branch into the other, and there: ${step}`
    : step;
}
