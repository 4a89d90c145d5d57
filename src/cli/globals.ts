import { resolve } from "node:path";
import { settingsOfFile } from "../config/load.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { openWorktree, type Worktree } from "../open-worktree.ts";
import type { Terminal } from "./streams.ts";

export { requireWorktree } from "../git/repository.ts";

/** The options that every command takes. */
export interface GlobalOptions {
  readonly cwd?: string;
  readonly config?: string;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** The directory that the command is about. */
export function directoryOf({ cwd = "." }: GlobalOptions, terminal: Terminal): string {
  return resolve(terminal.cwd, cwd);
}

/** The working tree around it, with the settings of `--config`, or its own. */
export function openWorktreeFrom(options: GlobalOptions, terminal: Terminal): Promise<Worktree> {
  const directory = directoryOf(options, terminal);
  const config = options.config === undefined ? undefined : resolve(directory, options.config);
  return openWorktree(directory, terminal.environment, config);
}

/** @param reads whether objects will be read */
export function openFrom(
  options: GlobalOptions,
  terminal: Terminal,
  reads = false,
): Promise<Repository> {
  return openRepository(directoryOf(options, terminal), reads, terminal.opening);
}

/** The settings of `--config`, or else those that belong to what is looked at. */
export async function chooseSettings(
  options: GlobalOptions,
  terminal: Terminal,
  otherwise: () => Promise<Settings>,
): Promise<Settings> {
  return (await givenSettings(options, terminal)) ?? otherwise();
}

/** The settings of `--config`; `undefined` where there is none. */
export async function givenSettings(
  options: GlobalOptions,
  terminal: Terminal,
): Promise<Settings | undefined> {
  if (options.config === undefined) return undefined;
  return settingsOfFile(resolve(directoryOf(options, terminal), options.config));
}
