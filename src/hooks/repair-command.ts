const commit = "git commit -m 'Follow migrated tasks'";

/** What repairs what is committed already; `git commit -m` alone would find nothing staged. */
export const repairCommand = `npx session-assoc fix --staged && ${commit}`;

/** What is said, line by line, where the rewritten IDs of a merge did not get into its commit. */
export const stagedRewrites = ["the rewritten IDs are staged; commit them:", `  ${commit}`];
