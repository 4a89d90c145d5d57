import { main } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/streams.ts";
import type { Run } from "./repository.ts";

/** Runs the command line in this process, which is quicker than to start one. */
export async function runMain(cwd: string, ...argv: readonly string[]): Promise<Run> {
  const { terminal, written } = terminalAt(cwd);
  const code = await main(argv, terminal);
  return { code, ...written };
}

/** A terminal that keeps what is written to it. */
export function terminalAt(cwd: string) {
  const written = { stdout: "", stderr: "" };
  const streamTo = (name: keyof typeof written) =>
    ({
      write: (text: string) => {
        written[name] += text;
        return true;
      },
    }) as NodeJS.WriteStream;
  const terminal: Terminal = {
    cwd,
    environment: {},
    stdin: process.stdin,
    stdout: streamTo("stdout"),
    stderr: streamTo("stderr"),
  };
  return { terminal, written };
}
