import type { Page } from "./page.ts";

export const conflictingMigration: Page = {
  story:
    "Two branches migrate the same task, one to `mt#123`, the other to `gh#9`. Each adds a file of its own, so that git merges them without a conflict, and both tasks say that they were `md#123`.",
  before: {
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Fix the login page\nmigratedFrom: [md#123]\n",
  },
  change: { "tasks/gh/9.yaml": "id: gh#9\ntitle: Fix the login page\nmigratedFrom: [md#123]\n" },
  reported: ["tasks/gh/9.yaml:3:16", "tasks/mt/123.yaml:3:16"],
  repair: { edit: { "tasks/gh/9.yaml": undefined } },
};
