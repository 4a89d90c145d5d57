import { spawnSync } from "node:child_process";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { printOn, wholeOf } from "../../src/cli/printed.ts";
import { cli, createRepository, type Files, session, task } from "../support/repository.ts";

const line = `${"x".repeat(999)}\n`;
const lines = Array.from({ length: 1000 }, () => line);

test("what comes in pieces is printed as a whole, and a slow reader is waited for", async () => {
  let held = 0;
  let most = 0;
  let read = "";
  const slow = new Writable({
    write(chunk: Buffer, _, done) {
      read += chunk.toString();
      setImmediate(done);
    },
  });
  function* pieces() {
    for (const piece of lines) {
      held = slow.writableLength;
      most = Math.max(most, held);
      yield piece;
    }
  }
  await printOn(slow, pieces());
  slow.end();
  await new Promise(done => slow.on("finish", done));
  expect(read).toBe(lines.join(""));
  expect(most).toBeLessThan(100_000);
});

test.each([
  ["a text", line],
  ["pieces", [line, line]],
])("%s can be had as a whole", async (_, printed) => {
  expect(await wholeOf(printed)).toBe([printed].flat().join(""));
});

test("a reader that has seen enough changes nothing about the exit code", () => {
  const names = Array.from({ length: 400 }, (_, i) => `s${i}`);
  const stale: Files[] = names.map(name => session(name, "md#1"));
  const files = Object.assign({}, task("mt#1", "migratedFrom: md#1\n"), ...stale);
  const { path } = createRepository(files, { hooks: [] });
  for (const words of ["check --format json", "check --format sarif", "fix --dry-run"]) {
    const command = `"$NODE" "$CLI" ${words} | head -n 1; echo \${PIPESTATUS[0]}`;
    const env = { ...process.env, NODE: process.execPath, CLI: cli };
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: path, env });
    expect(stdout.toString().trim().split("\n").at(-1), words).toBe("1");
    expect(stderr.toString()).not.toContain("EPIPE");
  }
});
