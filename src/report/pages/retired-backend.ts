import type { Page } from "./page.ts";

export const retiredBackend: Page = {
  story:
    "All tasks of `md` were migrated to `mt`, and `md` was marked retired. A branch that had not seen it adds a task under `md`, as its author always did.",
  before: {
    ".session-assoc.yaml": "backends:\n  md: { retired: true }\n",
    "tasks/mt/123.yaml": "id: mt#123\ntitle: Fix the login page\nmigratedFrom: [md#123]\n",
  },
  change: { "tasks/md/124.yaml": "id: md#124\ntitle: Choose the colours\n" },
  reported: ["tasks/md/124.yaml:1:5"],
  repair: { command: "npx session-assoc tasks migrate-backend --from md --to mt --execute" },
};
