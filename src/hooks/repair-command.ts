/** What repairs what is committed already; `git commit -m` alone would find nothing staged. */
export const repairCommand =
  "npx session-assoc fix --staged && git commit -m 'Follow migrated tasks'";
