import type { Git } from "../git/git.ts";
import type { Settings } from "../model/settings.ts";
import { basesOf } from "../snapshots/records.ts";
import type { Change } from "./edits.ts";
import { addLines, markingOf, replaceLines, withoutLines } from "./marked-lines.ts";

/** Where session-assoc is missing, lines are merged, as git would without it. */
export const mergeDriver = [
  "if command -v session-assoc >/dev/null; then session-assoc merge-driver %O %A %B %L %P;",
  "else git merge-file --marker-size=%L %A %O %B; fi",
].join(" ");

const section = "merge.session-assoc";

/** Names the merge driver for session and task files in `.gitattributes`. */
export function nameDriver(text: string | undefined, settings: Settings): Change {
  const lines = basesOf([...settings.sessions, ...settings.tasks])
    .map(base => `${patternBelow(base)} merge=session-assoc`)
    .join("\n");
  switch (markingOf(text ?? "")) {
    case "none":
      return { text: addLines(text ?? "", text?.length ?? 0, lines) };
    case "once":
      return { text: replaceLines(text ?? "", lines) };
    default:
      return { reason: "its session-assoc markers are damaged", next: "take them out by hand" };
  }
}

export function unnameDriver(text: string | undefined): Change {
  const rest = text === undefined ? undefined : withoutLines(text);
  // A file that held nothing else was made by us.
  return { text: rest === "" ? undefined : rest };
}

/** @returns whether the configuration of this clone was changed */
export async function configureDriver(git: Git): Promise<boolean> {
  if ((await configuredDriver(git)) === mergeDriver) return false;
  await git.run(["config", "--local", `${section}.name`, "session-assoc, key by key"]);
  await git.run(["config", "--local", `${section}.driver`, mergeDriver]);
  return true;
}

/** @returns whether the configuration of this clone was changed; a driver of the user's own stays */
export async function unconfigureDriver(git: Git): Promise<boolean> {
  if ((await configuredDriver(git)) !== mergeDriver) return false;
  await git.run(["config", "--local", "--remove-section", section]);
  return true;
}

export async function configuredDriver(git: Git): Promise<string | undefined> {
  const { code, output } = await git.ask(["config", "-z", "--get", `${section}.driver`], [0, 1]);
  return code === 0 ? output.replace(/\0$/, "") : undefined;
}

/** A pattern of gitattributes for all that lies at or below a path. */
function patternBelow(base: string): string {
  if (base === "") return "*.yaml";
  const pattern = `${base.replace(/[\\*?[\]]/g, "\\$&")}${/\.ya?ml$/.test(base) ? "" : "/**"}`;
  return /^[\w./*-]+$/.test(pattern) ? pattern : JSON.stringify(pattern);
}
