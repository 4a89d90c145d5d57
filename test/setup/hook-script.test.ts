import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { addToScript } from "../../src/setup/hook-script.ts";
import { addLines, replaceLines, withoutLines } from "../../src/setup/marked-lines.ts";
import { type WorktreeHook, worktreeHooks } from "../../src/setup/runner-files.ts";

function guarded(text: string | undefined, hook: WorktreeHook) {
  const result = addToScript(text, hook, "#!/bin/sh\n");
  if (!("text" in result) || result.text === undefined) throw new Error(JSON.stringify(result));
  return result.text;
}

/** Where our lines begin, counted in lines from 0. */
function placeOf(script: string): number {
  return script.split("\n").findIndex(line => line.startsWith("# >>> session-assoc >>>"));
}

describe("our lines are placed so that they run", () => {
  test.each<[what: string, script: string, line: number]>([
    ["below the interpreter", "#!/bin/sh\nexec make check\n", 1],
    ["below the comments at the top", "#!/bin/sh\n# shellcheck disable=SC1091\n\nexit 0\n", 2],
    ["at the top where there is no interpreter", "exit 0\n", 0],
    ["in an empty script", "", 0],
    ["in a script that is one line without an end", "#!/bin/sh", 1],
    ["below husky 8's own line, which runs the script anew", husky8("npm test"), 2],
  ])("%s", (_, script, line) => {
    for (const hook of worktreeHooks) {
      const text = guarded(script, hook);
      expect(placeOf(text)).toBe(line);
      expect(text).not.toMatch(/[ \t]$/m);
      expect(guarded(text, hook)).toBe(text);
      expect(withoutLines(text)).toBe(script);
    }
  });

  function husky8(more: string): string {
    return `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n${more}\n`;
  }
});

test.each([
  "#!/usr/bin/env python3\nprint()\n",
  "#!/usr/bin/node\n",
  "\x7fELF\0\0",
  "#!/usr/bin/fish\n",
])("what is no shell script is left alone: %j", script => {
  expect(addToScript(script, "pre-commit", "")).toHaveProperty("reason");
});

test("a script that calls session-assoc already stays as it is, however it does", () => {
  const script = '#!/bin/sh\nnpx session-assoc hook pre-commit "$@"\n';
  expect(guarded(script, "pre-commit")).toBe(script);
  expect(guarded(script, "pre-push")).not.toBe(script);
});

test("lines of an older version are replaced where they stand", () => {
  const now = guarded("#!/bin/sh\nexit 0\n", "pre-commit");
  const older = replaceLines(now, "session-assoc old");
  expect(older).toContain("session-assoc old\n");
  expect(guarded(older, "pre-commit")).toBe(now);
});

test("markers that are not a pair are left alone", () => {
  const text = guarded("#!/bin/sh\n", "pre-commit").replace("# <<< session-assoc <<<\n", "");
  expect(addToScript(text, "pre-commit", "")).toHaveProperty("reason");
});

test("what was added to any text is taken out again, byte for byte", () => {
  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom("exit 0", "\r", "#!", "# x")));
  fc.assert(
    fc.property(
      lines,
      fc.boolean(),
      fc.nat(),
      fc.constantFrom("", "  "),
      (some, isEnded, at, indent) => {
        const text = some.join("\n") + (isEnded && some.length > 0 ? "\n" : "");
        const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1), text.length];
        const offset = starts[at % starts.length] ?? 0;
        const added = addLines(text, offset, "one\ntwo", indent);
        expect(added).toContain(`${indent}one\n${indent}two\n`);
        expect(withoutLines(added)).toBe(text);
      },
    ),
  );
});

/** Runs a hook, in a folder of its own, with a session-assoc that says what it was given. */
function runHook(
  shell: string,
  script: string,
  options: { readonly exit?: number; readonly input?: string; readonly isMissing?: boolean } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "session-assoc-script-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (!options.isMissing) {
    const body = `#!/bin/sh\necho "ours: $*"\nsed 's/^/read: /'\nexit ${options.exit ?? 0}\n`;
    writeFileSync(join(folder, "session-assoc"), body);
    chmodSync(join(folder, "session-assoc"), 0o755);
  }
  writeFileSync(join(folder, "hook"), script);
  const { status, stdout, stderr } = spawnSync(shell, ["hook", "origin", "a b"], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}` },
    input: options.input ?? "",
    encoding: "utf8",
  });
  return { code: status, said: stdout, stderr };
}

const shells = ["dash", "bash", "sh"].filter(shell => {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
});

describe.each(shells)("run by %s", shell => {
  const rest = 'set -eu\necho "theirs: $*"\nsed "s/^/read again: /"\n';

  test("the rest of the script has the same arguments, and the same lines to read", () => {
    for (const input of ["", "one\n", "one\n$two `three` \\four\nsession-assoc\n"]) {
      const lines = input.split("\n").slice(0, -1);
      const { code, said, stderr } = runHook(shell, guarded(rest, "pre-push"), { input });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(said.split("\n").filter(line => line !== "read: ")).toEqual([
        "ours: hook pre-push origin a b",
        ...lines.map(line => `read: ${line}`),
        "theirs: origin a b",
        ...lines.map(line => `read again: ${line}`),
        "",
      ]);
    }
  });

  test("ours stops what can be stopped with its own exit code, and lets the rest go on where git does", () => {
    const stopped = runHook(shell, guarded(rest, "pre-commit"), { exit: 3 });
    expect(stopped.code).toBe(3);
    expect(stopped.said).not.toContain("theirs");
    const over = runHook(shell, guarded(rest, "post-merge"), { exit: 3 });
    expect(over.code).toBe(0);
    expect(over.said).toContain("theirs: origin a b");
  });

  test("where session-assoc is missing the hook stops, and says what to do", () => {
    const { code, stderr } = runHook(shell, guarded(rest, "pre-commit"), { isMissing: true });
    expect(code).toBe(1);
    expect(stderr).toContain("session-assoc: not found; install it (npm ci)");
  });
});
