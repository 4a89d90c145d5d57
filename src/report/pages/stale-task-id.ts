import type { Page } from "./page.ts";

export const staleTaskId: Page = {
  story:
    "The main branch migrates task `md#123` to another backend, where it is `mt#123`. A branch that was begun before adds a session for `md#123`. Git merges the two without a conflict.",
  before: {
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Fix the login page\nmigratedFrom: [md#123]\n",
  },
  change: { "sessions/fix-login.yaml": "session: fix-login\ntaskId: md#123\n" },
  reported: ["sessions/fix-login.yaml:2:9"],
  repair: { command: "npx session-assoc fix sessions/fix-login.yaml" },
};
