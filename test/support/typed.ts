import { expect } from "vitest";
import { buildProgram, commandsOf, nameOf } from "../../src/cli/program.ts";
import { terminalAt } from "./run-main.ts";

/**
 * Expects that a command line can be typed: its commands, options and arguments exist. Nothing is run.
 * @param line without quotes but '…' around single words; what it is piped into is left away
 * @returns the words of the command that it means, `session-assoc tasks migrate-backend`
 */
export async function expectParses(line: string): Promise<string> {
  const { terminal, written } = terminalAt(".");
  const program = buildProgram(terminal, () => {});
  let ran = "";
  for (const command of commandsOf(program)) {
    command.action(() => {
      ran = nameOf(command);
    });
  }
  const [typed = ""] = line.split(/ {2,}| (?:[|>]|>>) /);
  const words = typed.split(" ").map(word => word.replace(/^'(.*)'$/, "$1"));
  if (words.at(-1) === "--help") return words.slice(0, -1).join(" ");
  await program.parseAsync(words.slice(1), { from: "user" });
  expect(written.stderr).toBe("");
  expect(`${typed} `.startsWith(`${ran} `), line).toBe(true);
  return ran;
}
