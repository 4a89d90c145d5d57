import type { Command } from "commander";

/**
 * Ends the help of a command with examples, and with its exit codes where they are special.
 * @param examples what each command line does
 */
export function addExamples(
  command: Command,
  examples: Readonly<Record<string, string>>,
  exitCodes?: string,
): void {
  const lines = Object.keys(examples);
  const width = Math.max(...lines.filter(line => line.length <= widest).map(line => line.length));
  const rows = Object.entries(examples).map(([line, what]) =>
    line.length > widest ? `  ${line}\n      ${what}` : `  ${line.padEnd(width)}  ${what}`,
  );
  const codes = exitCodes === undefined ? "" : `\n\nExit codes: ${exitCodes}`;
  command.addHelpText("after", `\nExamples:\n${rows.join("\n")}${codes}`);
}

/** What a longer line does stands in the next one. */
const widest = 48;
