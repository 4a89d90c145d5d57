import type { Page } from "./page.ts";

export const unknownTaskId: Page = {
  story:
    "Somebody types `md#132` for `md#123`, or removes a task that a session still names, or gives the number of an issue that never became a task file.",
  before: { "tasks/md/123.yaml": "id: md#123\ntitle: Fix the login page\n" },
  change: { "sessions/fix-login.yaml": "session: fix-login\ntaskId: md#132\n" },
  reported: ["sessions/fix-login.yaml:2:9"],
  repair: { command: "npx session-assoc update md#132 md#123 sessions/fix-login.yaml" },
};
