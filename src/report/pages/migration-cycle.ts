import type { Page } from "./page.ts";

export const migrationCycle: Page = {
  story:
    "A task went from `md#123` to `mt#123`, and its old file says so. Somebody moves it back to `md#123` by writing a tombstone for `mt#123`, and forgets that the one for `md#123` is still there.",
  before: {
    "tasks/md/123.yaml": "id: md#123\nmigratedTo: mt#123\n",
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Fix the login page\n",
  },
  change: { "tasks/mt/123.yaml": "id: mt#123\nmigratedTo: md#123\n" },
  reported: ["tasks/md/123.yaml:1:5"],
  repair: { edit: { "tasks/md/123.yaml": "id: md#123\ntitle: Fix the login page\n" } },
};
