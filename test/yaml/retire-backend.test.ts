import { describe, expect, test } from "vitest";
import { retireBackend } from "../../src/yaml/retire-backend.ts";
import { settingsFrom } from "../support/memory.ts";

describe("a backend is retired by the smallest edit", () => {
  test.each([
    ["", "backends:\n  md: { retired: true }\n"],
    ["# c\n", "# c\nbackends:\n  md: { retired: true }\n"],
    ["# c", "# c\nbackends:\n  md: { retired: true }\n"],
    ["\uFEFF", "\uFEFFbackends:\n  md: { retired: true }\n"],
    ["onStale: fix # c\n", "onStale: fix # c\nbackends:\n  md: { retired: true }\n"],
    ["onStale: fix", "onStale: fix\nbackends:\n  md: { retired: true }"],
    ["onStale: fix\r\n", "onStale: fix\r\nbackends:\r\n  md: { retired: true }\r\n"],
    [
      "tasks:\n  - 'a/*.yaml' # a\n  # b\n\n# end\n",
      "tasks:\n  - 'a/*.yaml' # a\nbackends:\n  md: { retired: true }\n  # b\n\n# end\n",
    ],
    ["---\nonStale: fix\n...\n", "---\nonStale: fix\nbackends:\n  md: { retired: true }\n...\n"],
    ["{onStale: fix}\n", "{onStale: fix, backends: { md: { retired: true } }}\n"],
    ["{}\n", "{ backends: { md: { retired: true } } }\n"],
    ["backends: {}\n", "backends: { md: { retired: true } }\n"],
    [
      "backends:\n    gh: { name: hub } # c\nonStale: fix\n",
      "backends:\n    gh: { name: hub } # c\n    md: { retired: true }\nonStale: fix\n",
    ],
    [
      "backends:\n  gh:\n    name: hub\n# end\n",
      "backends:\n  gh:\n    name: hub\n  md: { retired: true }\n# end\n",
    ],
    [
      "backends: { gh: { name: hub } }\n",
      "backends: { gh: { name: hub }, md: { retired: true } }\n",
    ],
    ["backends: { md: { retired: false } } # c\n", "backends: { md: { retired: true } } # c\n"],
    [
      "backends:\n  md:\n    retired: false # not yet\n",
      "backends:\n  md:\n    retired: true # not yet\n",
    ],
    [
      "backends:\n  md:\n    name: x # c\nrules: {}\n",
      "backends:\n  md:\n    name: x # c\n    retired: true\nrules: {}\n",
    ],
    ["backends:\n  md: { name: x }\n", "backends:\n  md: { name: x, retired: true }\n"],
    ["backends:\n  md: {}\n", "backends:\n  md: { retired: true }\n"],
    ['{"backends": {"md": {"name": "x"}}}', '{"backends": {"md": {"name": "x", "retired": true}}}'],
  ])("%j becomes %j", (text, expected) => {
    expect(retireBackend(text, "md")).toBe(expected);
    expect([...settingsFrom(expected).backends].filter(([, one]) => one.retired)).toHaveLength(1);
  });
});

test.each([
  "- a\n",
  "backends: x\n",
  "backends: { md: x }\n",
  "x: [\n",
  "a: 1\n---\nb: 2\n",
  "backends:\n  md: &a { name: x }\n  gh: *a\n",
  "backends:\n  gh: &a { name: x }\n  md: *a\n",
])("%j is left to people", text => {
  expect(retireBackend(text, "md")).toBe(undefined);
});
