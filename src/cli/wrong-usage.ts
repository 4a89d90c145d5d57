import { printable } from "../report/printable.ts";

/**
 * What commander says of a wrong use, in the form of all our messages: what is wrong, then what to
 * type next.
 * @param said such as `error: unknown option '--stagd'\n(Did you mean --staged?)\n`
 * @param command the words that start the command
 */
export function describeMisuse(said: string, command: string): string {
  const [problem = "", ...rest] = said
    .replace(/^error: /, "")
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*?)'\./, "'$1' is no $2.")
    .trimEnd()
    .split("\n");
  const suggestion = /^\(Did you mean (.*)\?\)$/.exec(rest.join(" "))?.[1];
  const next = suggestion === undefined ? "" : `did you mean ${suggestion}? If not, `;
  return `session-assoc: ${printable(problem)}\n  next: ${printable(next)}${command} --help shows how it is used\n`;
}
