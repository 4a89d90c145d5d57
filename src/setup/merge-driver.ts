import type { Git } from "../git/git.ts";
import type { Settings } from "../model/settings.ts";
import { recordBases } from "../snapshots/records.ts";
import type { Change } from "./change.ts";
import { ownFile, putLines } from "./marked-lines.ts";

/** Where session-assoc is missing, lines are merged, as git would without it. */
export const mergeDriver = [
  "if command -v session-assoc >/dev/null; then session-assoc merge-driver %O %A %B %L %P;",
  "else git merge-file --marker-size=%L %A %O %B; fi",
].join(" ");

const section = "merge.session-assoc";

/** Names the merge driver for session and task files in `.gitattributes`. */
export function addToAttributes(text: string | undefined, settings: Settings): Change {
  const lines = recordBases(settings)
    .map(base => `${patternBelow(base)} merge=session-assoc`)
    .join("\n");
  if (text === undefined) return { text: ownFile("", lines) };
  return putLines(text, text.length, lines, "take the markers out by hand");
}

/** Tells this clone of the driver. @returns the commands that were run, as people would type them */
export async function configureDriver(git: Git): Promise<readonly string[]> {
  if ((await configuredDriver(git)) === mergeDriver) return [];
  const name = ["config", "--local", `${section}.name`, "session-assoc, key by key"];
  const driver = ["config", "--local", `${section}.driver`, mergeDriver];
  await git.run(name);
  await git.run(driver, { namesProgram: true });
  return [`git config --local ${section}.driver …`];
}

/** Undoes it; a driver of the user's own stays. */
export async function unconfigureDriver(git: Git): Promise<readonly string[]> {
  if ((await configuredDriver(git)) !== mergeDriver) return [];
  const command = ["config", "--local", "--remove-section", section];
  await git.run(command);
  return [`git ${command.join(" ")}`];
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
