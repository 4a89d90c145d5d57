/** What `explain` shows of a code beside `rules.ts`. A test builds each example and takes its way out. */
export interface Page {
  /** A short story of how it comes about. */
  readonly story: string;
  /** The files of a small repository in which nothing is wrong. */
  readonly before: Files;
  /** The files that a commit or a merge changes, so that something is. */
  readonly change: Files;
  /** Where it is reported then: `file:line:column`. */
  readonly reported: readonly string[];
  /** What repairs the example: a command, or an edit of some files. */
  readonly repair: { readonly command: string } | { readonly edit: Files };
}

/** Texts by path; `undefined` where there is no such file any more. */
export type Files = Readonly<Record<string, string | undefined>>;
