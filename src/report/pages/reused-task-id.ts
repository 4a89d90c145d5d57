import type { Page } from "./page.ts";

export const reusedTaskId: Page = {
  story:
    "Task `md#123` was migrated to `mt#123`. Months later somebody adds a task by hand, finds the number 123 free in `tasks/md`, and takes it.",
  before: {
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Fix the login page\nmigratedFrom: [md#123]\n",
  },
  change: { "tasks/md/123.yaml": "id: md#123\ntitle: Choose the colours\n" },
  reported: ["tasks/md/123.yaml:1:5"],
  repair: {
    edit: {
      "tasks/md/123.yaml": undefined,
      "tasks/md/124.yaml": "id: md#124\ntitle: Choose the colours\n",
    },
  },
};
