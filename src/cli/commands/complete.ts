import type { Command } from "commander";
import { printable } from "../../report/printable.ts";
import { asBashWord, type BashLine, parseBashLine } from "../complete/bash-line.ts";
import { expectedAt } from "../complete/expected-value.ts";
import { lookUp } from "../complete/look-up.ts";
import { narrow } from "../complete/narrow.ts";
import type { Shell } from "../complete/scripts.ts";
import type { Terminal } from "../streams.ts";

/**
 * `session-assoc __complete <shell> -- …`: what the shells' scripts ask. bash gives the line up to the
 * cursor and its word breaks, the others the words.
 */
export async function runComplete(
  shell: Shell,
  args: readonly string[],
  program: Command,
  { cwd, stdout }: Terminal,
): Promise<void> {
  const [text = "", breaks = ""] = args;
  const line: BashLine | undefined = shell === "bash" ? parseBashLine(text, breaks) : undefined;
  const expected = expectedAt(program, line === undefined ? args : line.words.slice(1));
  const { source, words, kept, typed } = expected;
  // Somebody who types an answer cannot use an error: without a repository there are just no values.
  const values = await lookUp(expected, cwd).catch(() => []);
  const { candidates, isWhole } = narrow([...words, ...values], typed);
  const isPath = source === "files" || source === "directories";
  const mode = isPath && candidates.length === 0 ? source : isWhole ? "values" : "beginnings";
  const answers = candidates.flatMap(({ value, description }) => {
    if (line !== undefined) return asBashWord(kept + value, line) ?? [];
    const [sentence = ""] = printable(description).split(/; |: /);
    return sentence === "" ? kept + value : `${kept}${value}\t${sentence}`;
  });
  stdout.write(`${[mode, ...answers].join("\n")}\n`);
}
