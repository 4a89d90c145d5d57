import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { renderGithub } from "../../src/report/github.ts";
import { noticesOf } from "../../src/report/notice.ts";
import { printable } from "../../src/report/printable.ts";
import { hostileTexts, notice, noticeSaying } from "../support/notices.ts";
import { resultOf } from "../support/results.ts";

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a line of a log as the runner does (`ActionCommand.TryParseV2` of actions/runner). */
function parseCommand(line: string): Command | undefined {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf("::", 2);
  if (!trimmed.startsWith("::") || end < 0) return undefined;
  const info = trimmed.slice(2, end);
  const space = info.indexOf(" ");
  const properties: Record<string, string> = {};
  const list = space < 0 ? "" : info.slice(space + 1).trim();
  for (const property of list.split(",").filter(text => text !== "")) {
    const [name = "", ...value] = property.split("=");
    properties[name] = takeBack(value.join("="), [":", ","]);
  }
  const name = space < 0 ? info : info.slice(0, space);
  return { name, properties, data: takeBack(trimmed.slice(end + 2), []) };
}

function takeBack(text: string, more: readonly string[]): string {
  const codes: Readonly<Record<string, string>> = { "\r": "0D", "\n": "0A", ":": "3A", ",": "2C" };
  return ["\r", "\n", ...more]
    .reduce((rest, character) => rest.replaceAll(`%${codes[character]}`, character), text)
    .replaceAll("%25", "%");
}

function commandsOf(text: string): readonly (Command | undefined)[] {
  return text.split(/\r\n|\r|\n/).flatMap(line => (line === "" ? [] : [parseCommand(line)]));
}

test("a notice is one line with place, code, reason and next step", () => {
  expect(renderGithub([notice()])).toBe(
    "::error file=sessions/a.yaml,line=2,col=9,endColumn=15,title=stale-task-id::" +
      "session a names md#123%0Anext: npx session-assoc fix sessions/a.yaml\n",
  );
});

test("a place without text has no end", () => {
  const place = { file: "a.yaml", position: { line: 1, column: 1 }, length: 0 };
  expect(renderGithub([notice({ place })])).toMatch(/^::error file=a\.yaml,line=1,col=1,title=/);
});

test("nothing to report is nothing", () => {
  expect(renderGithub([])).toBe("");
});

test("errors come first, for GitHub shows ten of a kind; existing ones are notices and come last", () => {
  const text = renderGithub([
    notice({ existing: true }),
    notice({ level: "note" }),
    notice({ level: "warning" }),
    notice({ level: "error" }),
  ]);
  expect(commandsOf(text).map(command => [command?.name, command?.properties.title])).toEqual([
    ["error", "stale-task-id"],
    ["warning", "stale-task-id"],
    ["notice", "stale-task-id"],
    ["notice", "stale-task-id (existing)"],
  ]);
});

test("fixes that were made are notices", () => {
  const result = resultOf({
    "sessions/a.yaml": "taskId: md#123",
    "tasks/t.yaml": "id: mt#123\nmigratedFrom: md#123\n",
  });
  expect(renderGithub([], fixesOf(planFixes(result.project)))).toBe(
    "::notice file=sessions/a.yaml,line=1,col=9,title=fixed::md#123 → mt#123%0A" +
      "md#123 → mt#123 (migratedFrom in tasks/t.yaml)\n",
  );
});

describe("text of a repository stays data", () => {
  const check = (text: string): void => {
    const saying = noticeSaying(text);
    const commands = commandsOf(renderGithub([saying]));
    expect(commands).toEqual([
      {
        name: "error",
        properties: {
          file: printable(text),
          line: "2",
          col: "9",
          endColumn: "15",
          title: "stale-task-id",
        },
        data: `${printable(saying.message)}\nnext: ${printable(saying.help)}`,
      },
    ]);
  };
  test.each(hostileTexts)("%j", text => check(text));
  test("whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), check));
    const piece = fc.constantFrom(
      "%0A",
      "%25",
      "%3A",
      "%2C",
      "%",
      "0D",
      "25",
      "::",
      ",",
      "=",
      "\n",
      "a",
    );
    fc.assert(fc.property(fc.array(piece), pieces => check(pieces.join(""))));
  });
});

test("a whole check is one annotation for each finding", () => {
  const { findings } = resultOf({ "sessions/a.yaml": "taskId: x#1", "sessions/b.yaml": "[" });
  const commands = commandsOf(renderGithub(noticesOf(findings, "worktree")));
  expect(commands.map(command => command?.properties.title)).toEqual([
    "unknown-task-id",
    "invalid-file",
  ]);
});
