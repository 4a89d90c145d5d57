import type { Page } from "./page.ts";

export const ambiguousTaskId: Page = {
  story:
    "Two backends number their tasks on their own, so that both have a 123. A session says `123` and not whose. Where `defaultBackend` is configured, or the session has a `backend`, the question does not arise.",
  before: {
    "tasks/md/123.yaml": "id: md#123\ntitle: Fix the login page\n",
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Choose the colours\n",
  },
  change: { "sessions/fix-login.yaml": "session: fix-login\ntaskId: 123\n" },
  reported: ["sessions/fix-login.yaml:2:9"],
  repair: { command: "npx session-assoc update 123 md#123 sessions/fix-login.yaml:2" },
};
