import { isAscii } from "node:buffer";
import { GitError } from "../errors.ts";
import { onlyHere } from "./blobs.ts";
import type { Git } from "./git.ts";
import { takePieces } from "./pieces.ts";

/**
 * Has git print the regular files of a commit below some paths, in less than half the time that it takes
 * to read as many blobs by their IDs. No name of a regular file there may have several lines.
 *
 * Each file begins with `<commit>:<path> LF`, as no other line can: no file of a commit holds the commit's
 * ID, which is a hash of all that its files hold.
 * @param commit an object ID
 * @param paths pathspec arguments
 * @param limit git is stopped at a file of more bytes
 * @param visit is given the files in git's order, but for empty ones, the last one, and all from where git
 *   fails: their lines, the last one with a line feed in any case. Their memory is the next ones', too.
 */
export async function eachPrinted(
  git: Git,
  commit: string,
  paths: readonly string[],
  limit: number,
  visit: (path: string, lines: Buffer) => void,
): Promise<void> {
  const head = `${commit}:`;
  const below = `\n${head}`;
  const pieces = git.spool([...everyLine, commit, ...paths], "", mostBytes, onlyHere);
  try {
    await takePieces(pieces, bytes => {
      // As Latin-1 a character is a byte.
      const text = bytes.toString("latin1");
      const areAscii = isAscii(bytes);
      for (let at = 0; ; ) {
        const nameEnd = text.indexOf("\n", at);
        const end = nameEnd < 0 ? -1 : text.indexOf(below, nameEnd) + 1;
        if (end <= 0) return text.length - at > limit + mostName ? undefined : at;
        if (!text.startsWith(head, at)) return undefined;
        const name = at + head.length;
        // What is ASCII is the same text.
        const path = areAscii ? text.slice(name, nameEnd) : bytes.toString("utf8", name, nameEnd);
        visit(path, bytes.subarray(nameEnd + 1, end));
        at = end;
      }
    });
  } catch (cause) {
    // Who asks reads what is left in another way.
    if (!(cause instanceof GitError)) throw cause;
  }
}

/** How much of the disk it may take for a while. */
const mostBytes = 64 * 1024 * 1024;

/** No path is longer by far. */
const mostName = 64 * 1024;

/**
 * Every line of every file, each file's below its name. Attributes are not asked: what they call binary
 * is text as well, and nothing is converted.
 */
const everyLine = [
  "grep",
  // Threads would write each file by itself.
  "--threads=1",
  ...["--text", "--no-textconv", "--no-recurse-submodules"],
  ...["--heading", "--null", "--no-color", "--no-line-number", "--no-column", "--no-break"],
  ...["--fixed-strings", "-e", ""],
];
