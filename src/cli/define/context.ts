import { type Command, Option } from "commander";
import type { GlobalOptions } from "../globals.ts";
import type { Terminal } from "../streams.ts";

/** What the definition of a command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The options of a command together with the global ones. */
  globals<T extends object>(options: T): T & GlobalOptions;
  exitWith(code: number): void;
}

/** Adds commands to the program. */
export type Define = (program: Command, context: CommandContext) => void;

/** `--format` of the commands that print just their own result. */
export function formatOption(): Option {
  return new Option("--format <format>", "how to print").choices(["text", "json"]).default("text");
}
