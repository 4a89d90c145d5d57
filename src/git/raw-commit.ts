import type { Git } from "./git.ts";

/** A commit object, as bytes: its encoding need not be UTF-8. */
export interface RawCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly encoding: string | undefined;
  readonly isSigned: boolean;
  readonly message: Buffer;
  /** The same commit with another tree and without its signature, which would not fit it. */
  withTree(tree: string): Buffer;
}

/** An `author` or `committer` line. */
export interface Identity {
  /** The variables that make git write the same line: `GIT_AUTHOR_NAME`, … */
  toEnvironment(role: "AUTHOR" | "COMMITTER"): Readonly<Record<string, string>>;
}

/**
 * Reads a whole commit: its parents are few, but its message may be of any length.
 * @returns with its object ID; `undefined` where there is no object of this name
 */
export async function readCommit(git: Git, name: string) {
  const [object] = await git.objects.read([name], Number.POSITIVE_INFINITY);
  if (object === undefined || typeof object.content === "number") return undefined;
  return { oid: object.oid, commit: parseCommit(object.content) };
}

/** @param bytes the object's content: headers, an empty line, the message */
function parseCommit(bytes: Buffer): RawCommit {
  const headEnd = bytes.indexOf("\n\n");
  // A header may go on in lines that begin with a space. latin1 keeps every byte what it is.
  const headers = bytes.toString("latin1", 0, headEnd).split(/\n(?! )/);
  const valuesOf = (name: string): readonly string[] =>
    headers.flatMap(header => (header.startsWith(`${name} `) ? header.slice(name.length + 1) : []));
  const isSignature = (header: string): boolean => /^gpgsig(-sha256)? /.test(header);
  return {
    tree: valuesOf("tree")[0] ?? "",
    parents: valuesOf("parent"),
    author: parseIdentity(valuesOf("author")[0] ?? ""),
    committer: parseIdentity(valuesOf("committer")[0] ?? ""),
    encoding: valuesOf("encoding")[0],
    isSigned: headers.some(isSignature),
    message: bytes.subarray(headEnd + 2),
    withTree(tree) {
      const kept = headers
        .filter(header => !isSignature(header))
        .map(header => (header.startsWith("tree ") ? `tree ${tree}` : header));
      return Buffer.concat([Buffer.from(kept.join("\n"), "latin1"), bytes.subarray(headEnd)]);
    },
  };
}

/** `<name> SP <<email>> SP <seconds> SP <zone>` */
function parseIdentity(line: string): Identity {
  const [, name = "", email = "", date = ""] = /^(.*?) ?<(.*)> (.*)$/s.exec(line) ?? [];
  return {
    toEnvironment: role => ({
      [`GIT_${role}_NAME`]: Buffer.from(name, "latin1").toString("utf8"),
      [`GIT_${role}_EMAIL`]: Buffer.from(email, "latin1").toString("utf8"),
      [`GIT_${role}_DATE`]: `@${date}`,
    }),
  };
}
