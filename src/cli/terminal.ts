import type { Opening } from "../git/locate.ts";
import type { Terminal } from "./streams.ts";

/** The terminal of this process. Streams are made when they are asked for: each takes node a while. */
export function processTerminal(opening?: Opening): Terminal {
  let isWatched = false;
  return {
    ...{ cwd: process.cwd(), opening },
    environment: process.env,
    // A hook that does not read must not wait for it.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      if (!isWatched) process.stdout.on("error", refuseOther);
      isWatched = true;
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
  };
}

/**
 * A reader that has seen enough (`| head`) closes the pipe: no error of ours. What is written to it from now on
 * goes nowhere, and the exit code is what it would be. Whatever else it is, as a full disk, ends the command.
 */
function refuseOther(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`session-assoc: nothing more can be printed: ${error.message}\n`);
  process.exit(3);
}
