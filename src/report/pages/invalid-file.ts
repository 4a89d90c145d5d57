import type { Page } from "./page.ts";

export const invalidFile: Page = {
  story:
    "YAML takes a `#` after a space for the begin of a comment: in `taskId: #123` no ID is left. Other ways to get here are a conflict that was committed with its markers, a tab for indentation, a list where one ID belongs, and a file that another program keeps in the same folder.",
  before: { "tasks/md/123.yaml": "id: md#123\ntitle: Fix the login page\n" },
  change: { "sessions/fix-login.yaml": "session: fix-login\ntaskId: #123\n" },
  reported: ["sessions/fix-login.yaml:2:9"],
  repair: { edit: { "sessions/fix-login.yaml": 'session: fix-login\ntaskId: "#123"\n' } },
};
