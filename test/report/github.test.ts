import fc from "fast-check";
import { expect, test } from "vitest";
import { renderGithub } from "../../src/report/github.ts";
import type { Notice } from "../../src/report/notice.ts";

const notice: Notice = {
  code: "stale-task-id",
  level: "error",
  place: { file: "sessions/a.yaml", position: { line: 2, column: 9 }, length: 4 },
  message: "session a names md#1",
  help: "fix it",
  existing: false,
  identity: "a",
};

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads a line as the runner of GitHub Actions does (ActionCommand.TryParseV2). */
function commandIn(line: string): Command {
  const text = line.trimStart();
  const end = text.indexOf("::", 2);
  if (!text.startsWith("::") || end < 0) throw new Error(`no command: ${line}`);
  const [, name = "", list = ""] = /^(\S*) ?(.*)$/.exec(text.slice(2, end)) ?? [];
  const plain = (value: string): string =>
    value
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");
  const pairs = list.split(",").map(pair => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), plain(pair.slice(at + 1))] as const;
  });
  return { name, properties: Object.fromEntries(pairs), message: plain(text.slice(end + 2)) };
}

const commandsOf = (notices: readonly Notice[]): readonly Command[] =>
  renderGithub(notices).split("\n").slice(0, -1).map(commandIn);

test("a finding is one annotation at its place", () => {
  expect(commandsOf([notice])).toEqual([
    {
      name: "error",
      properties: {
        file: "sessions/a.yaml",
        line: "2",
        col: "9",
        endColumn: "13",
        title: "stale-task-id: A reference names a retired task ID",
      },
      message: "session a names md#1\nNext: fix it",
    },
  ]);
});

test("errors come first, since GitHub shows a few of them only; what is not new is a notice", () => {
  const notices: readonly Notice[] = [
    { ...notice, existing: true },
    { ...notice, level: "note" },
    { ...notice, level: "warning" },
    notice,
  ];
  expect(commandsOf(notices).map(({ name }) => name)).toEqual([
    "error",
    "warning",
    "notice",
    "notice",
  ]);
});

test("nothing found is nothing said", () => {
  expect(renderGithub([])).toBe("");
});

test.each([
  "a\n::set-output name=x::y",
  "a\r\n::add-mask::b",
  "%0A::error::",
  "a,line=9::b",
  "\u2028::warning::",
  "100%25",
])("what stands in a repository is data: %j", text => {
  const [command, ...others] = commandsOf([
    { ...notice, place: { ...notice.place, file: text }, message: text, help: text },
  ]);
  expect(others).toEqual([]);
  expect(command?.name).toBe("error");
  expect(Object.keys(command?.properties ?? {})).toEqual([
    "file",
    "line",
    "col",
    "endColumn",
    "title",
  ]);
});

test("any text is one line, and comes out as it went in but for control characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (file, message) => {
      const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");
      fc.pre(shown(file + message) === file + message);
      const [command, ...others] = commandsOf([
        { ...notice, place: { ...notice.place, file }, message },
      ]);
      expect(others).toEqual([]);
      expect(command?.properties.file).toBe(file);
      expect(command?.message).toBe(`${message}\nNext: fix it`);
    }),
  );
});
