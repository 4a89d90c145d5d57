import { resolve } from "node:path";
import { settingsOfFile } from "../config/load.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
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

export function openFrom(options: GlobalOptions, terminal: Terminal): Promise<Repository> {
  return openRepository(resolve(terminal.cwd, options.cwd ?? "."));
}

/** The settings of `--config`, or else those that belong to what is looked at. */
export function chooseSettings(
  options: GlobalOptions,
  terminal: Terminal,
  otherwise: () => Promise<Settings>,
): Promise<Settings> {
  if (options.config === undefined) return otherwise();
  return settingsOfFile(resolve(terminal.cwd, options.cwd ?? ".", options.config));
}
