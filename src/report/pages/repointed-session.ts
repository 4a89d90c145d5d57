import type { Page } from "./page.ts";

export const repointedSession: Page = {
  story:
    "Somebody edits a session and gives it another task. `review` says so, as a note for the reviewer; `check` has nothing against it.",
  before: {
    "tasks/md/7.yaml": "id: md#7\ntitle: Choose the colours\n",
    "tasks/md/9.yaml": "id: md#9\ntitle: Fix the login page\n",
    "sessions/fix-login.yaml": "session: fix-login\ntaskId: md#9\n",
  },
  change: { "sessions/fix-login.yaml": "session: fix-login\ntaskId: md#7\n" },
  reported: ["sessions/fix-login.yaml:2:9"],
  repair: { command: "npx session-assoc update md#7 md#9 sessions/fix-login.yaml" },
};
