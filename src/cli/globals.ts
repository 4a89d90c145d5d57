import { resolve } from "node:path";
import { settingsOfFile } from "../config/load.ts";
import { UsageError } from "../errors.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { Terminal } from "./streams.ts";

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

/** @throws UsageError in a bare repository */
export function requireWorktree({ topLevel }: Repository): string {
  if (topLevel !== undefined) return topLevel;
  throw new UsageError("a bare repository has no working tree and no index", {
    hint: "session-assoc check --rev <commit> looks at a commit",
  });
}
