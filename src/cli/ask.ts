import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors.ts";
import { printable } from "../report/printable.ts";
import type { Terminal } from "./streams.ts";

interface Circumstances {
  readonly terminal: Terminal;
  /** What to do where nobody can answer. */
  readonly hint: string;
}

/**
 * Asks a person one question.
 * @param matter what it is about, a sentence
 * @returns the answer without white space around it; empty for just Enter
 * @throws UsageError where nobody can answer: the standard input is no terminal, or it ends
 */
export async function ask(
  matter: string,
  question: string,
  { terminal: { stdin, stderr }, hint }: Circumstances,
): Promise<string> {
  if (!stdin.isTTY) throw new UsageError(`${matter}: a person has to decide`, { hint });
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const ended = new Promise<never>((_, reject) => {
      lines.once("close", () => reject(new UsageError("the question was not answered", { hint })));
    });
    const answer = lines.question(`${printable(matter)}.\n${question} `);
    return (await Promise.race([answer, ended])).trim();
  } finally {
    lines.close();
  }
}
