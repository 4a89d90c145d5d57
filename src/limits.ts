/** Bounds on what a repository may make this program do; a merge may bring in a stranger's branch. */
export const limits = {
  /** A session or task is a page of text at most; parsing costs memory many times its size. */
  fileBytes: 1024 * 1024,
  /** The YAML composer recurses; at some ten thousand levels the stack ends. */
  yamlDepth: 64,
  /** Of an ID, a name, a backend: an alias repeats it, and each finding says it, in a few bytes each. */
  nameLength: 1000,
  /** An ID that leads to no more others, or may mean no more tasks, is an everyday one. */
  usualIds: 16,
  /**
   * Of all IDs that are beyond that, how many others they may lead to together: each finding says the
   * whole way, and each reference is followed, so that a few files could ask for billions.
   */
  followedIds: 2_000_000,
  /** Nobody writes a longer glob, and matching time grows with it. */
  globLength: 256,
  /**
   * In how many ways the wildcards of a glob may share out a path before they are matched step by
   * step: a regular expression may try them all, some ten million a second, for each file.
   */
  globWays: 50_000,
  /** No file system has longer paths, but a commit may. */
  quickPath: 4096,
  /** Of globs, backends and other lists of a configuration: each file is compared with each of them. */
  configuredItems: 256,
  /** Of fewer session and task files no catalog is made: to read them takes no longer. */
  cataloguedFiles: 500,
  /** How many catalogs are kept: of settings that are in use at the same time. */
  catalogs: 4,
  /** Of old versions of task files that are read to know what they name: a second's work. */
  pastVersions: 100_000,
  /** Of files that differ from those of the catalog: beyond this, and a tenth, it is made anew. */
  differingFiles: 1000,
  /** Where `init` looks for sessions and tasks: enough to see in which folders they are. */
  surveyedFiles: 20_000,
  /** Of Markdown: a comment on GitHub has 65,536 characters at most; some room is left for others. */
  markdownLength: 60_000,
  /** Of the lines on the page of a review, in markup: some 2,000 excerpts, more than anybody reads. */
  excerptsLength: 4_000_000,
  /** Of a text in a cell of a table: nobody reads more there, and one must not crowd out the rest. */
  cellLength: 1_000,
  /** GitHub shows nothing of a step's summary that has more. */
  jobSummaryBytes: 1024 * 1024,
} as const;
