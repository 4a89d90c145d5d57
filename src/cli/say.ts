import { printable } from "../report/printable.ts";

/** What is said where git speaks too, line by line: whose words they are stands before each. */
export function sayOn(stderr: NodeJS.WritableStream): (line: string) => void {
  return line => void stderr.write(`session-assoc: ${printable(line)}\n`);
}
