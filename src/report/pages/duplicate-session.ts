import type { Page } from "./page.ts";

export const duplicateSession: Page = {
  story:
    "A session file is copied for the next piece of work, and its `session` is not changed. Or two people begin a session of the same name on two branches, in files of different names.",
  before: { "sessions/ada.yaml": "session: fix-login\nnotes: the form\n" },
  change: { "sessions/ben.yaml": "session: fix-login\nnotes: the styles\n" },
  reported: ["sessions/ben.yaml:1:10"],
  repair: { edit: { "sessions/ben.yaml": "session: style-login\nnotes: the styles\n" } },
};
