/** Bounds on what a repository may make this program do; a merge may bring in a stranger's branch. */
export const limits = {
  /** A session or task is a page of text at most; parsing costs memory many times its size. */
  fileBytes: 1024 * 1024,
  /** The YAML composer recurses; at some ten thousand levels the stack ends. */
  yamlDepth: 64,
  /** Nobody writes a longer glob, and matching time grows with it. */
  globLength: 256,
  /** GitHub refuses comments of more than 65,536 characters, and job summaries over 1 MiB. */
  markdownCharacters: 60_000,
} as const;
