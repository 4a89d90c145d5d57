import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors.ts";
import { printable } from "../report/printable.ts";
import type { Terminal } from "./streams.ts";

/**
 * Asks a person one question.
 * @returns the answer without white space around it; empty for just Enter
 * @throws UsageError where nobody can answer: the standard input is no terminal, or it ends
 */
export async function ask(question: string, hint: string, terminal: Terminal): Promise<string> {
  const { stdin, stderr } = terminal;
  if (!stdin.isTTY) throw new UsageError(`nobody can be asked here: ${question}`, { hint });
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const ended = new Promise<never>((_, reject) => {
      lines.once("close", () => reject(new UsageError("the question was not answered", { hint })));
    });
    return (await Promise.race([lines.question(`${printable(question)} `), ended])).trim();
  } finally {
    lines.close();
  }
}
