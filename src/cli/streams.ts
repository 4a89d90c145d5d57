import picocolors from "picocolors";
import type { Opening } from "../git/locate.ts";

/** What a command reads from and writes to, apart from the repository. */
export interface Terminal {
  readonly cwd: string;
  /** git was asked for the repository there already. */
  readonly opening?: Opening | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for one stream: the flag decides, then NO_COLOR and FORCE_COLOR, then whether it is a
 * terminal.
 */
export function colorsFor(
  stream: NodeJS.WriteStream,
  environment: NodeJS.ProcessEnv,
  flag: boolean | undefined,
): Colors {
  return picocolors.createColors(flag ?? wantsColor(stream, environment));
}

function wantsColor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== "0";
  return stream.isTTY === true && environment.TERM !== "dumb";
}

/** Before this many milliseconds nobody wonders what is going on. */
const patience = 500;
const refresh = 100;

/** Shows on a terminal how far reading is, once it takes long; `done` wipes it away. */
export function progressOn(stream: NodeJS.WriteStream) {
  const started = Date.now();
  let shownAt = 0;
  return {
    onProgress(read: number, total: number): void {
      const now = Date.now();
      if (!stream.isTTY || now - started < patience || now - shownAt < refresh) return;
      shownAt = now;
      stream.write(`\r\x1b[Kreading sessions and tasks: ${read} of ${total} files`);
    },
    done(): void {
      if (shownAt > 0) stream.write("\r\x1b[K");
    },
  };
}
