import type { Page } from "./page.ts";

export const duplicateTaskId: Page = {
  story:
    "A task file is copied as a template for the next one, and its ID is not changed. Or two branches add a task each, both take the next free number, and name their files differently.",
  before: { "tasks/md/123.yaml": "id: md#123\ntitle: Fix the login page\n" },
  change: { "tasks/md/colours.yaml": "id: md#123\ntitle: Choose the colours\n" },
  reported: ["tasks/md/colours.yaml:1:5"],
  repair: { edit: { "tasks/md/colours.yaml": "id: md#124\ntitle: Choose the colours\n" } },
};
